import { spawn, spawnSync, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')

/** What docker-compose.yml and deploy/Dockerfile name. */
const images = ['apache/kafka:4.1.0', 'redis:8', 'node:24-slim']
const standIns = join(root, 'test', 'services', 'images', 'build.sh')

/** A container engine with Compose, and all images in it. */
export interface Engine {
  /** Runs a command of Compose on this repository, shown as it goes. Rejects when it fails. */
  compose(...words: readonly string[]): Promise<void>
}

export interface EngineOptions {
  readonly project: string
  readonly env: NodeJS.ProcessEnv
}

/** The engine that is here; a text that says why there is none. */
export async function findEngine({ project, env }: EngineOptions): Promise<Engine | string> {
  if (!works('docker', 'info')) return 'no container engine answers (docker info)'
  const compose = [['docker', 'compose'], ['docker-compose']].find(([program = '', ...rest]) =>
    works(program, ...rest, 'version'),
  )
  if (compose === undefined) return 'no Compose (docker compose version, docker-compose version)'
  const missing = images.filter(
    (image) => !works('docker', 'image', 'inspect', image) && !works('docker', 'pull', image),
  )
  if (missing.length > 0) {
    const why = `${missing.join(', ')} can't be pulled`
    if (!works('debootstrap', '--version') || !works('mvn', '--version')) return `${why}, nor stand-ins built`
    console.log(`${why}: building stand-ins`)
    await run(standIns, [join(tmpdir(), 'tickwise-images'), process.execPath])
  }
  const [program = '', ...first] = compose
  return {
    compose: (...words) =>
      run(program, [...first, '--project-name', project, ...words], { cwd: root, env: { ...process.env, ...env } }),
  }
}

function works(program: string, ...words: readonly string[]): boolean {
  return spawnSync(program, words, { stdio: 'ignore' }).status === 0
}

async function run(program: string, words: readonly string[], options: SpawnOptions = {}): Promise<void> {
  const child = spawn(program, words, { ...options, stdio: ['ignore', 'inherit', 'inherit'] })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`${program} ${words.join(' ')} left with ${code}`)
}
