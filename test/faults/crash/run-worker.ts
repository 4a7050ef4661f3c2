import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { setTimeout as delay } from 'node:timers/promises'
import type { WorkerPlan } from './worker.ts'

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url))

/** `killed` by SIGKILL, `ended` at the end of its input, or `failed` with what it printed. */
export type WorkerEnd = { readonly how: 'killed' | 'ended' } | { readonly how: 'failed'; readonly text: string }

function start(plan: WorkerPlan): { child: ChildProcess; end: Promise<WorkerEnd> } {
  const execArgv = ['--disable-warning=ExperimentalWarning']
  const child = fork(worker, [JSON.stringify(plan)], { execArgv, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let text = ''
  child.stderr!.on('data', (data: Buffer) => (text += data.toString()))
  const end = once(child, 'close').then(([code, signal]: unknown[]): WorkerEnd => {
    if (signal === 'SIGKILL') return { how: 'killed' }
    return code === 0 ? { how: 'ended' } : { how: 'failed', text }
  })
  return { child, end }
}

/** Runs a worker until it ends, fails, or kills itself at its failpoint. */
export function runWorker(plan: WorkerPlan): Promise<WorkerEnd> {
  return start(plan).end
}

/** Runs a worker and kills it `afterMs` after it has recovered and begins to read. */
export async function killWorker(plan: WorkerPlan, afterMs: number): Promise<WorkerEnd> {
  const { child, end } = start(plan)
  const started = await Promise.race([once(child, 'message').then(() => true), end.then(() => false)])
  if (started) await Promise.race([delay(afterMs), end])
  child.kill('SIGKILL')
  return end
}
