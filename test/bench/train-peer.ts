import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { TrainProblem } from './train-problem.ts'

/** What a contender says of its first step, before any update. */
export interface FirstStep {
  /** Mean of r^2 / 2. */
  readonly loss: number
  /** Of the gradient of the recurrent weights. */
  readonly norm: number
  readonly version: string
}

/** A contender in a process of its own: it answers each line of JSON with one. */
export interface TrainPeer {
  open(problem: TrainProblem): Promise<FirstStep>
  /** Timesteps a second, over about `ms` milliseconds. */
  measure(ms: number): Promise<number>
  close(): void
}

export function startTrainPeer(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  toRequest: (problem: TrainProblem) => object,
): TrainPeer {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async (request: object): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(request)}\n`)
    const answer = await lines.next()
    if (answer.done) throw new Error(`${command} ${args.join(' ')} ended without an answer`)
    return JSON.parse(answer.value)
  }
  return {
    open: async (problem) => (await ask({ op: 'open', ...toRequest(problem) })) as FirstStep,
    measure: async (ms) => ((await ask({ op: 'measure', ms })) as { rate: number }).rate,
    close: () => child.stdin.end(),
  }
}
