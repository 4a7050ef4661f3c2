import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const main = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'main.ts')

export interface Spawned {
  readonly child: ChildProcess
  /** Resolves with all that was shown so far, on standard output or error, once the text is among it. */
  readonly shown: (part: string) => Promise<string>
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; out: string; err: string }>
}

/** Starts the program in a process of its own. */
export function spawnTickwise(words: readonly string[], folder: string, env: NodeJS.ProcessEnv = {}): Spawned {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...words], {
    cwd: folder,
    // Not as npm would start it: its own name is what it tells people to type.
    env: { ...process.env, npm_package_name: '', ...env },
  })
  let seen = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (seen += chunk.toString()))
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const ended = Promise.all([closed, text(child.stdout), text(child.stderr)]).then(([[code, signal], out, err]) => ({
    code,
    signal,
    out,
    err,
  }))
  return {
    child,
    ended,
    shown: (part) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (seen.includes(part)) resolve(seen)
        }
        for (const stream of [child.stdout, child.stderr]) stream.on('data', look)
        child.on('close', () => reject(new Error(`ended without showing ${part}: ${seen}`)))
        look()
      }),
  }
}
