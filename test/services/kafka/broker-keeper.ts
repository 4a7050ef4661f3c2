import { execFile } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findFreePort } from './find-free-port.ts'

/**
 * Keeps one broker for all test processes of a run: `node broker-keeper.ts FOLDER`. Listens on FOLDER/keeper.sock; who
 * connects is told the broker's address in a line of JSON and needs it until the connection closes. A process that is
 * killed closes its connections too. The broker is stopped a while after the last one has gone.
 */
const lingerMs = 20_000
const folder = process.argv[2] ?? ''
const script = join(import.meta.dirname, 'kafka-local.sh')
const socketPath = join(folder, 'keeper.sock')
const data = join(folder, 'broker')
const run = promisify(execFile)

export interface Kept {
  readonly brokers?: string
  readonly unavailable?: string
}

const users = new Set<Socket>()
let leaving: NodeJS.Timeout | undefined

await mkdir(folder, { recursive: true })
const server = createServer((socket) => {
  clearTimeout(leaving)
  users.add(socket)
  socket.on('error', () => undefined)
  socket.on('close', () => {
    users.delete(socket)
    if (users.size === 0) leaving = setTimeout(() => void leave(), lingerMs)
  })
  void answer.then((kept) => socket.write(`${JSON.stringify(kept)}\n`))
})
// Another keeper was first: its socket answers. A socket that nobody answers is left over.
if (await answers(socketPath)) process.exit(0)
await rm(socketPath, { force: true })
server.on('error', () => process.exit(0))
const answer = new Promise<void>((resolve) => void server.listen(socketPath, resolve)).then(start)

async function start(): Promise<Kept> {
  try {
    await stopLeftOver()
    await rm(data, { recursive: true, force: true })
    const port = await findFreePort()
    await run(script, ['start', data, String(port)])
    return { brokers: `127.0.0.1:${port}` }
  } catch (error) {
    return { unavailable: `no local Kafka: ${(error as Error).message.split('\n')[0]}` }
  }
}

/** A keeper that was killed leaves its broker behind. */
async function stopLeftOver(): Promise<void> {
  const pid = await readFile(join(data, 'pid'), 'utf8').catch(() => undefined)
  if (pid === undefined) return
  const command = await readFile(`/proc/${pid.trim()}/cmdline`, 'utf8').catch(() => '')
  if (command.includes(data)) process.kill(Number(pid), 'SIGKILL')
}

async function leave(): Promise<void> {
  server.close()
  await answer
  await run(script, ['stop', data]).catch(() => undefined)
  await rm(socketPath, { force: true })
  process.exit(0)
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
