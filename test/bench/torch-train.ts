import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { tensorLayout } from '../../src/model/tensors.ts'
import { startTrainPeer, type TrainPeer } from './train-peer.ts'
import type { TrainProblem } from './train-problem.ts'

const peers = fileURLToPath(new URL('peers/', import.meta.url))
/** Where no tool looks for our own files. */
const environment = `${peers}node_modules/.torch`

/**
 * PyTorch, in a virtual environment of the bench's own that is made when it is first needed. PyPI's build
 * for Linux brings its GPU libraries along (5 GB); TORCH_PYTHON names a Python that has PyTorch already.
 */
export function startTorch(threads = 1): TrainPeer {
  const count = `${threads}`
  const env = { OMP_NUM_THREADS: count, MKL_NUM_THREADS: count }
  return startTrainPeer(torchPython(), [`${peers}torch-train.py`, count], env, toTorch)
}

/** A Python that has PyTorch. */
export function torchPython(): string {
  return process.env['TORCH_PYTHON'] ?? makeEnvironment()
}

function makeEnvironment(): string {
  const python = `${environment}/bin/python`
  if (!existsSync(`${environment}/ready`)) {
    console.error(`installing PyTorch into ${environment} (once)`)
    const run = (command: string, ...args: string[]) =>
      execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    run('python3', '-m', 'venv', environment)
    run(python, '-m', 'pip', 'install', '--quiet', '-r', `${peers}requirements.txt`)
    run('touch', `${environment}/ready`)
  }
  return python
}

/**
 * PyTorch has our order of LSTM and GRU gates, the GRU's z the other way round, a second bias, and the reset after the
 * product only.
 */
function toTorch({ spec, layer, weights, x, y, ...shape }: TrainProblem): object {
  const tensors = new Map(
    tensorLayout(spec).tensors.map(({ name, offset, length }) => [
      name.replace('layers.0.', ''),
      [...weights.subarray(offset, offset + length)],
    ]),
  )
  const negateUpdate = (values: readonly number[]) => {
    if (layer.cell !== 'gru') return values
    const third = values.length / 3
    return values.map((value, i) => (i >= third && i < 2 * third ? -value : value))
  }
  const bias = tensors.get('bias')!
  const second = bias.map(() => 0)
  const recurrentBias = tensors.get('recurrentBias') ?? []
  second.splice(second.length - recurrentBias.length, recurrentBias.length, ...recurrentBias)
  return {
    ...shape,
    cell: layer.cell,
    hidden: layer.hidden,
    x: [...x],
    y: [...y],
    weights: {
      weight_ih_l0: negateUpdate(tensors.get('inputWeights')!),
      weight_hh_l0: negateUpdate(tensors.get('recurrentWeights')!),
      bias_ih_l0: negateUpdate(bias),
      bias_hh_l0: second,
      weight: tensors.get('head.weights'),
      bias: tensors.get('head.bias'),
    },
  }
}
