import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A redis-server process of its own: tests may flush, kill and configure it. */
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

/** Why no redis-server can be started here; undefined when one can. */
export const noRedisReason: string | undefined =
  spawnSync('redis-server', ['--version']).status === 0
    ? undefined
    : 'no redis-server on this machine (apt-get install redis-server)'

const inMemory = ['--save', '', '--appendonly', 'no']

/** `settings` are options of redis-server's command line; without any it keeps nothing on disk. */
export async function startRedis(...settings: string[]): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tickwise-redis-'))
  const port = await findFreePort()
  const place = ['--bind', '127.0.0.1', '--port', `${port}`, '--dir', folder, '--daemonize', 'no']
  let child: ChildProcess | undefined
  const kill = async () => {
    if (child?.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const server: RedisServer = {
    port,
    url: `redis://127.0.0.1:${port}`,
    folder,
    kill,
    start: async () => {
      child = await launchRedis([...place, ...(settings.length > 0 ? settings : inMemory)])
    },
    stop: async () => {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

/** Started when it says so on its log. */
export async function launchRedis(
  parameters: readonly string[],
  started = 'Ready to accept connections',
): Promise<ChildProcess> {
  const child = spawn('redis-server', parameters, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  for await (const line of createInterface(child.stdout)) {
    lines.push(line)
    if (!line.includes(started)) continue
    // Nobody reads its log from here on, and a full pipe would stop it.
    child.stdout.resume()
    return child
  }
  throw new Error(`redis-server did not start:\n${lines.join('\n')}`)
}

export async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return port
}
