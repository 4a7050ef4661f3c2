import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { torchPython } from '../torch-train.ts'

export interface NextProblem {
  readonly words: number
  readonly hidden: number
  readonly batch: number
  readonly timesteps: number
  readonly rate: number
  readonly clip: number
  /** Layers, bias of the words, embedding. */
  readonly weights: Float32Array
  readonly rows: Int32Array
  readonly targets: Int32Array
}

export interface TorchNext {
  readonly version: string
  /** Of the first two updates: the second shows the gradients of the first. */
  readonly losses: readonly number[]
  /** Words a second, over about `ms` milliseconds. */
  measure(ms: number): Promise<number>
  close(): void
}

/** PyTorch on one thread with the same weights. `file` is where they are handed over. */
export async function startTorchNext(problem: NextProblem, file: string): Promise<TorchNext> {
  const { weights, rows, targets, ...sizes } = problem
  writeFileSync(file, weights)
  const script = fileURLToPath(new URL('../peers/torch-train-lm.py', import.meta.url))
  const env = { ...process.env, OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' }
  const child = spawn(torchPython(), [script], { stdio: ['pipe', 'pipe', 'inherit'], env })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async (request: object): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(request)}\n`)
    const answer = await lines.next()
    if (answer.done) throw new Error('torch-train-lm.py ended without an answer')
    return JSON.parse(answer.value)
  }
  const opened = (await ask({ op: 'open', ...sizes, file, rows: [...rows], targets: [...targets] })) as Pick<
    TorchNext,
    'version' | 'losses'
  >
  return {
    ...opened,
    measure: async (ms) => ((await ask({ op: 'measure', ms })) as { rate: number }).rate,
    close: () => child.stdin.end(),
  }
}
