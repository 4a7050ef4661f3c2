import { randomUUID } from 'node:crypto'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { canRunContainers, containerWords, killContainer } from './container.ts'
import { stopWithProcess } from './stop-with-process.ts'

/** A redis-server of its own, in a container or as a plain process: tests may flush, kill and configure it. */
export interface RedisServer {
  readonly port: number
  readonly url: string
  readonly folder: string
  /** kill -9. */
  kill(): Promise<void>
  /** Starts it again on the same port and folder, after `kill`. */
  start(): Promise<void>
  /** Ends it and removes its folder. */
  stop(): Promise<void>
}

const image = 'redis:8'
const isContained = canRunContainers(image)

/** Why no redis-server can be started here; undefined when one can, in a container or as a plain process. */
export const noRedisReason: string | undefined =
  isContained || spawnSync('redis-server', ['--version']).status === 0
    ? undefined
    : `no container engine with ${image}, and no redis-server on this machine (apt-get install redis-server)`

const inMemory = ['--save', '', '--appendonly', 'no']

/** `settings` are options of redis-server's command line; without any it keeps nothing on disk. */
export async function startRedis(...settings: string[]): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tickwise-redis-'))
  const port = await findFreePort()
  const place = ['--bind', '127.0.0.1', '--port', `${port}`, '--dir', folder, '--daemonize', 'no']
  const stayed = stopWithProcess(() => rmSync(folder, { recursive: true, force: true }))
  let program: RedisProgram | undefined
  const kill = async () => program?.kill()
  const server: RedisServer = {
    port,
    url: `redis://127.0.0.1:${port}`,
    folder,
    kill,
    start: async () => {
      program = await launchRedis(folder, [...place, ...(settings.length > 0 ? settings : inMemory)])
    },
    stop: async () => {
      await kill()
      stayed()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

export interface RedisProgram {
  /** kill -9. Nothing happens when it has ended. */
  kill(): Promise<void>
}

/** Started when it says so on its log. It sees the folder. */
export async function launchRedis(
  folder: string,
  parameters: readonly string[],
  started = 'Ready to accept connections',
): Promise<RedisProgram> {
  const name = `tickwise-redis-${randomUUID()}`
  const command = ['redis-server', ...parameters]
  const [program = '', ...words] = isContained ? ['docker', ...containerWords(name, image, folder, command)] : command
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  child.once(
    'exit',
    stopWithProcess(() => end(child, name)),
  )
  const lines: string[] = []
  for await (const line of createInterface(child.stdout)) {
    lines.push(line)
    if (!line.includes(started)) continue
    // Nobody reads its log from here on, and a full pipe would stop it.
    child.stdout.resume()
    return { kill: () => kill(child, name) }
  }
  throw new Error(`redis-server did not start:\n${lines.join('\n')}`)
}

async function kill(child: ChildProcess, container: string): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  end(child, container)
  await ended
}

function end(child: ChildProcess, container: string): void {
  if (isContained) killContainer(container)
  else child.kill('SIGKILL')
}

export async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
