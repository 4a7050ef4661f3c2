import { TickwiseError } from '../errors.ts'
import { inputSize, outputSize, stateSize } from '../model/spec.ts'
import { createKernel, type Kernel } from './kernel.ts'
import { LayerMemory } from './layer-memory.ts'
import { networkTensors } from './network-tensors.ts'
import { packedLength, packForward, padded } from './panels.ts'
import type { NetworkSpec, Stepper } from './stepper.ts'

/** Numbers of one row's state are read in whole vectors, so the last row needs room behind it. */
const slackBytes = 64
/** Rows through the whole stack together: what they touch stays in a core's cache, and 64 is mostly tiles of three. */
const blockRows = 64
const timestepFields = 12

export interface StepperOptions {
  /** Rows that `step` can take; default 64. */
  readonly maxRows?: number
}

/**
 * A stepper on the SIMD kernels. All memory is taken here, so the views stay valid until `close`.
 * Throws KERNEL_FAILED for weights of the wrong length, rows out of range, and memory that runs out.
 */
export function createStepper(
  spec: NetworkSpec,
  weights: Float32Array,
  { maxRows = 64 }: StepperOptions = {},
): Stepper {
  if (!Number.isInteger(maxRows) || maxRows < 1) throw rowsError('maxRows of at least 1', maxRows)
  const tensors = networkTensors(spec, weights)
  const kernel = createKernel()
  const { arena } = kernel
  const sizes = { inputSize: inputSize(spec), stateSize: stateSize(spec), outputSize: outputSize(spec) }
  const strides = {
    inputStride: Math.ceil(sizes.inputSize / 4) * 4,
    stateStride: Math.ceil(sizes.stateSize / 4) * 4,
    outputStride: padded(sizes.outputSize),
  }
  const layers = spec.layers.map(
    (layer, n) => new LayerMemory(arena, layer, spec.layers[n - 1]?.hidden ?? sizes.inputSize, { joined: true }),
  )
  const headInputs = spec.layers[spec.layers.length - 1]!.hidden
  const head = { values: tensors.head.weights, gates: 1, units: sizes.outputSize, columns: headInputs }
  const headPanels = arena.take(packedLength(head).forward * 4)
  const headBias = arena.take(strides.outputStride * 4)
  const gates = arena.take(Math.max(...layers.map(({ fields }) => fields.gatesRow)) * Math.min(blockRows, maxRows))
  const inputs = arena.take(maxRows * strides.inputStride * 4 + slackBytes)
  const states = arena.take(maxRows * strides.stateStride * 4 + slackBytes)
  const outputs = arena.take(maxRows * strides.outputStride * 4)
  const timestep = arena.take(timestepFields * 4)
  const depth = Math.max(...layers.map(({ inputs: columns, spec: { hidden } }) => columns + hidden))
  const joinedRow = Math.ceil((depth + 3) / 16) * 64
  const joined = arena.take(Math.min(blockRows, maxRows) * joinedRow)
  const network = [
    ...[layers.length, blockRows, inputs, strides.inputStride * 4, states, strides.stateStride * 4],
    ...[outputs, strides.outputStride * 4, Math.ceil(sizes.outputSize / 4), headBias, headPanels, headInputs, timestep],
    ...[joined, joinedRow],
    ...layers.map(({ at }) => at),
  ]
  const at = arena.take(network.length * 4)

  arena.words(at, network.length).set(network)
  let stateOffset = 0
  layers.forEach((layer, n) => {
    Object.assign(layer.fields, { gates, stateOffset, stateRow: strides.stateStride * 4 })
    stateOffset += (layer.spec.cell === 'lstm' ? 2 : 1) * layer.spec.hidden * 4
    layer.describe()
    layer.load(tensors.layers[n]!)
  })
  packForward(arena.floats(headPanels, packedLength(head).forward), head)
  arena.floats(headBias, sizes.outputSize).set(tensors.head.bias)

  return new KernelStepper(kernel, at, {
    maxRows,
    ...sizes,
    ...strides,
    inputs: arena.floats(inputs, maxRows * strides.inputStride),
    states: arena.floats(states, maxRows * strides.stateStride),
    outputs: arena.floats(outputs, maxRows * strides.outputStride),
  })
}

/** Holds nothing but what a step needs, so that closing it lets the kernel's memory go. */
class KernelStepper implements Stepper {
  readonly maxRows: number
  readonly inputSize: number
  readonly stateSize: number
  readonly outputSize: number
  readonly inputStride: number
  readonly stateStride: number
  readonly outputStride: number
  inputs: Float32Array
  states: Float32Array
  outputs: Float32Array
  #kernel: Kernel | undefined
  /** Address of the `Network`. */
  readonly #at: number

  constructor(kernel: Kernel, at: number, parts: Omit<Stepper, 'step' | 'close'>) {
    this.#kernel = kernel
    this.#at = at
    this.maxRows = parts.maxRows
    this.inputSize = parts.inputSize
    this.stateSize = parts.stateSize
    this.outputSize = parts.outputSize
    this.inputStride = parts.inputStride
    this.stateStride = parts.stateStride
    this.outputStride = parts.outputStride
    this.inputs = parts.inputs
    this.states = parts.states
    this.outputs = parts.outputs
  }

  step(rows: number): void {
    if (!this.#kernel) throw rowsError('an open stepper', 'a closed one')
    if (!(rows >= 0 && rows <= this.maxRows && Number.isInteger(rows))) {
      throw rowsError(`0 to ${this.maxRows} rows`, rows)
    }
    this.#kernel.run.step(this.#at, rows)
  }

  close(): void {
    this.#kernel = undefined
    this.inputs = this.states = this.outputs = new Float32Array(0)
  }
}

function rowsError(expected: string, received: number | string): TickwiseError {
  return new TickwiseError('KERNEL_FAILED', {
    expected,
    received: String(received),
    action: 'Step in blocks of at most maxRows, with a stepper that is open.',
  })
}
