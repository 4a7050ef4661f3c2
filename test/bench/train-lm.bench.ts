import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { initialise } from '../../src/model/initialise.ts'
import { createRandom } from '../../src/numeric/random.ts'
import { parseNextOptions } from '../../src/training/language/next/next-options.ts'
import { nextSpec } from '../../src/training/language/next/next-spec.ts'
import { createNextUpdater, type NextUpdater } from '../../src/training/language/next/next-updater.ts'
import { useWideKernels } from '../../src/training/wide/use-wide-kernels.ts'
import type { Bench } from './bench.ts'
import { startTorchNext, type NextProblem } from './language/torch-next.ts'

const words = 10_000
const measureMs = 2500
const common = { hidden: 200, batch: 32, timesteps: 35, warmUp: 0, learningRate: 1e-3, clip: 1 }
const noDropout = { wordDropout: 0, inputDropout: 0, outputDropout: 0, recurrentDropout: 0 }

export const trainLm: Bench = {
  name: 'train-lm',
  about:
    'an LSTM of 200 under 10,000 words, embedding tied, batch 32, 35 timesteps, Adam and clipping, one thread each. The full ' +
    'softmax on both sides; our sampled one (800 words on average) beside it. On kernels for registers of 256 bits where V8 ' +
    'can (the same bits).',
  async *figures() {
    const kernels = useWideKernels() ? 'wide kernels' : 'plain kernels'
    const folder = mkdtempSync(join(tmpdir(), 'tickwise-train-lm-'))
    const { problem, create } = createProblem()
    const torch = await startTorchNext(problem, join(folder, 'weights.bin'))
    const full = create(0)
    try {
      const losses = [0, 1].map(() => {
        full.reset()
        return full.update(problem.rows, problem.targets)
      })
      losses.forEach((loss, i) => {
        if (Math.abs(loss - torch.losses[i]!) > 2e-3 * loss) {
          throw new Error(`losses ${losses.join(', ')} and ${torch.losses.join(', ')}: not the same training`)
        }
      })
      const peer = { name: torch.version, measure: () => torch.measure(measureMs) }
      const common = { unit: 'words/s', better: 'higher', rounds: 5 } as const
      yield {
        ...common,
        name: `full softmax, ${kernels}`,
        value: () => measure(full, problem),
        baselines: [{ ...peer, goal: 0.6 }],
      }
      const sampled = create(800)
      yield {
        ...common,
        name: `sampled softmax, ${kernels}`,
        value: () => measure(sampled, problem),
        baselines: [peer],
      }
      sampled.close()
    } finally {
      full.close()
      torch.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

function createProblem(): { problem: NextProblem; create: (sampled: number) => NextUpdater } {
  const vocabulary = Array.from({ length: words }, (_, i) => `w${i}`)
  const options = parseNextOptions({ ...common, ...noDropout, sampled: 0 })
  const spec = nextSpec(vocabulary, { silent: [] }, options)
  const weights = initialise(spec, 1)
  const { hidden, batch, timesteps, clip } = options
  const random = createRandom(1)
  // Words as frequent as Zipf has them, as in a text.
  const draw = () => Math.min(words - 1, Math.floor(1 / (random.next() + 1 / words)) - 1)
  const [rows, targets] = [0, 1].map(() => Int32Array.from({ length: batch * timesteps }, draw)) as [
    Int32Array,
    Int32Array,
  ]
  const counts = Float64Array.from({ length: words }, (_, i) => 100_000 / (i + 1))
  // The rate rises over no updates and falls over so many that it stays what PyTorch has.
  const create = (sampled: number) =>
    createNextUpdater(spec, weights.slice(), counts, { ...options, sampled }, 1_000_000_000)
  const problem = { words, hidden, batch, timesteps, clip, rate: options.learningRate, weights, rows, targets }
  return { problem, create }
}

/** Words a second: the median of all updates in about `measureMs`. */
function measure(updater: NextUpdater, { rows, targets }: NextProblem): number {
  const times: number[] = []
  const end = performance.now() + measureMs
  while (performance.now() < end || times.length < 3) {
    const begin = performance.now()
    updater.update(rows, targets)
    times.push(performance.now() - begin)
  }
  return (1000 * rows.length) / times.toSorted((a, b) => a - b)[times.length >> 1]!
}
