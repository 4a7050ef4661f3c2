import { TickwiseError } from '../../errors.ts'
import { outputSize, type HeadSpec } from '../spec.ts'
import { cannotImport } from './cannot-import.ts'
import type { ImportOptions } from './import-options.ts'
import type { ImportedHead, ImportedLayer } from './imported-network.ts'

const mostHorizons = 1024

interface ChosenHead {
  readonly spec: HeadSpec
  readonly weights: Float32Array
  readonly bias: Float32Array
  /** For the model's report. */
  readonly note: string
}

/** The head of the model: the file's linear layer or, without one, the hidden state as it is. */
export function chooseHead(
  { spec }: ImportedLayer,
  file: ImportedHead | undefined,
  options: ImportOptions,
): ChosenHead {
  const head = file ?? identity(spec.hidden)
  if (head.weights.length !== head.outputs * spec.hidden) {
    throw cannotImport(
      `a head of ${spec.hidden} inputs, as many as the last layer has units`,
      `${head.weights.length / head.outputs}`,
    )
  }
  const headSpec = options.head ?? defaultHead(head)
  checkActivation(headSpec, head)
  const note = file ? 'from the file' : 'the hidden state as it is; the file has none'
  const outputs = outputSize({ head: headSpec })
  if (outputs === head.outputs) return { spec: headSpec, weights: head.weights, bias: head.bias, note }
  if (headSpec.kind === 'label' && outputs === 1 && head.outputs === 2 && head.activation !== 'sigmoid') {
    return { spec: headSpec, ...oneLogit(head, spec.hidden), note: `${note}; two logits made one, their difference` }
  }
  throw new TickwiseError('CONFIG_INVALID', {
    expected: `a head for the ${head.outputs} outputs of the file`,
    received: `a ${headSpec.kind} head of ${outputs}`,
    action: 'Name as many horizons, classes or words as the file has outputs.',
  })
}

function identity(size: number): ImportedHead {
  const weights = new Float32Array(size * size)
  for (let i = 0; i < size; i++) weights[i * size + i] = 1
  return { outputs: size, weights, bias: new Float32Array(size), activation: 'none' }
}

function defaultHead({ outputs, activation }: ImportedHead): HeadSpec {
  const numbers = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i)
  if (activation !== 'none') {
    const classes = activation === 'sigmoid' && outputs === 1 ? 2 : outputs
    return { kind: 'label', classes: numbers(0, classes).map(String) }
  }
  if (outputs <= mostHorizons) {
    return { kind: 'forecast', horizons: numbers(1, outputs), quantiles: [], target: 'log-return' }
  }
  throw cannotImport(
    `at most ${mostHorizons} outputs where nothing says what they mean`,
    `${outputs}`,
    'Say what they mean with a label or next head.',
  )
}

function checkActivation(spec: HeadSpec, { activation, outputs }: ImportedHead): void {
  const fits =
    activation === 'none' ||
    (activation === 'softmax' && spec.kind !== 'forecast' && outputs > 1) ||
    (activation === 'sigmoid' && spec.kind === 'label' && outputs === 1)
  if (fits) return
  throw cannotImport(
    'a linear head, a softmax over classes or words, or a sigmoid of one output for two classes',
    `${activation} over ${outputs} outputs as a ${spec.kind} head`,
  )
}

/** softmax(a, b) of two logits is σ(b - a) for the second class. */
function oneLogit({ weights, bias }: ImportedHead, hidden: number) {
  return {
    weights: Float32Array.from({ length: hidden }, (_, k) => weights[hidden + k]! - weights[k]!),
    bias: Float32Array.of(bias[1]! - bias[0]!),
  }
}
