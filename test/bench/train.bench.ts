import { createSequenceNetwork } from '../../src/kernel/create-sequence-network.ts'
import { compileKernel, createKernel } from '../../src/kernel/kernel.ts'
import type { LayerSpec } from '../../src/model/spec.ts'
import type { TrainingEngine } from '../../src/training/engine.ts'
import { kernelEngine } from '../../src/training/kernel-engine.ts'
import { useWideKernels } from '../../src/training/wide/use-wide-kernels.ts'
import type { Bench, Figure } from './bench.ts'
import { createKernelTrain, kernelFirstStep } from './kernel-train.ts'
import { startTensorFlow } from './tfjs-node-train.ts'
import { startTorch } from './torch-train.ts'
import type { FirstStep } from './train-peer.ts'
import { createTrainProblem, type TrainProblem } from './train-problem.ts'
import { twoThreads } from './two-threads.ts'

const sliceMs = 600
const plainKernel = compileKernel(false)
/** Our kernels as they serve. */
const plainEngine: TrainingEngine = {
  ...kernelEngine,
  createNetwork: (spec, weights) => createSequenceNetwork(spec, weights, createKernel(plainKernel)),
}

interface Case {
  readonly name: string
  readonly layer: LayerSpec
  /** How many times PyTorch's rate. */
  readonly torch: number
  /** How many times tfjs-node's rate; not measured without one. */
  readonly tensorFlow?: number
}

const cases: readonly Case[] = [
  { name: 'RNN 8 to 64', layer: { cell: 'rnn', hidden: 64 }, torch: 2, tensorFlow: 8 },
  { name: 'LSTM 8 to 64', layer: { cell: 'lstm', hidden: 64 }, torch: 1.5, tensorFlow: 8 },
  { name: 'GRU 8 to 64, reset after', layer: { cell: 'gru', hidden: 64, reset: 'after' }, torch: 2, tensorFlow: 8 },
  { name: 'GRU 8 to 64, reset before', layer: { cell: 'gru', hidden: 64, reset: 'before' }, torch: 2, tensorFlow: 8 },
  { name: 'RNN 8 to 128', layer: { cell: 'rnn', hidden: 128 }, torch: 1 },
  { name: 'LSTM 8 to 128', layer: { cell: 'lstm', hidden: 128 }, torch: 1 },
  { name: 'GRU 8 to 128, reset after', layer: { cell: 'gru', hidden: 128, reset: 'after' }, torch: 1 },
]

export const train: Bench = {
  name: 'train',
  about:
    'batch 64, 32 timesteps, Adam, one thread each in processor time, then two on the clock. Ours is the whole trainer, with\n' +
    'the way of the data into a chunk and clipping, on kernels for registers of 256 bits where V8 can (the same bits).\n' +
    'PyTorch knows the GRU only with the reset after the product; it is the baseline of both. A step of tfjs-node is one\n' +
    'gradient of raw operations and its own Adam.',
  async *figures() {
    const kernels = useWideKernels() ? 'wide kernels' : 'plain kernels'
    const torch = startTorch()
    const tensorFlow = startTensorFlow()
    try {
      for (const { name, layer, torch: torchGoal, tensorFlow: tensorFlowGoal } of cases) {
        const problem = createTrainProblem(layer)
        const kernel = createKernelTrain(problem)
        const plain = createKernelTrain(problem, { engine: plainEngine })
        const first = kernelFirstStep(problem)
        const ofTorch = await torch.open(problem)
        if (!isResetBefore(problem)) expectSame(name, first, ofTorch)
        const torchBaseline = { name: ofTorch.version, measure: () => torch.measure(sliceMs), goal: torchGoal }
        const baselines: Figure['baselines'][number][] = [torchBaseline]
        if (tensorFlowGoal !== undefined) {
          const ofTensorFlow = await tensorFlow.open(problem)
          expectSame(name, first, ofTensorFlow)
          const measure = () => tensorFlow.measure(sliceMs)
          baselines.push({ name: ofTensorFlow.version, measure, goal: tensorFlowGoal })
        }
        baselines.push({ name: 'plain kernels', measure: () => plain.measure(sliceMs), goal: 0.9 })
        yield* figuresOf(`${name}, ${kernels}`, problem, (ms) => kernel.measure(ms), baselines)
        kernel.close()
        plain.close()
      }
      yield* twoThreads('LSTM 8 to 64', { cell: 'lstm', hidden: 64 })
      yield* twoThreads('GRU 8 to 128, reset after', { cell: 'gru', hidden: 128, reset: 'after' })
    } finally {
      torch.close()
      tensorFlow.close()
    }
  },
}

/** The rate beside its baselines, then what it means in arithmetic. */
function* figuresOf(
  name: string,
  { multiplyAdds }: TrainProblem,
  measure: (ms: number) => number,
  baselines: Figure['baselines'],
): Generator<Figure> {
  const rates: number[] = []
  const value = () => {
    const rate = measure(sliceMs)
    rates.push(rate)
    return rate
  }
  yield { name, unit: 'timesteps/s', better: 'higher', rounds: 5, value, baselines }
  // The same measurements in another unit, round by round.
  const left = rates.values()
  const perSecond = () => (left.next().value! * multiplyAdds) / 1e9
  yield { name: `${name}, arithmetic`, unit: 'GMAC/s', better: 'higher', rounds: 5, value: perSecond, baselines: [] }
}

const isResetBefore = ({ layer }: TrainProblem) => layer.cell === 'gru' && layer.reset === 'before'

function expectSame(name: string, ours: FirstStep, theirs: FirstStep): void {
  const off = (a: number, b: number) => Math.abs(a - b) / Math.abs(b)
  if (off(ours.loss, theirs.loss) < 1e-5 && off(ours.norm, theirs.norm) < 1e-3) return
  throw new Error(`${name}: ${JSON.stringify(ours)} and ${JSON.stringify(theirs)} are not the same training`)
}
