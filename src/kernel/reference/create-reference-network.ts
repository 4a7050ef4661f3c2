import { createCellLayer, type Cell, type CellLayer, type CellStep } from '../../cell/cell.ts'
import { cellOf } from '../../cell/cells.ts'
import { add, multiply, multiplyBackward } from '../../cell/gate.ts'
import { layerNorm, type NormStep, type NormTensors } from '../../cell/layer-norm.ts'
import { inputSize, outputSize, stateSize } from '../../model/spec.ts'
import { gateOrder } from '../../model/tensors.ts'
import { viewTensors, type NetworkTensors } from '../../model/view-tensors.ts'
import type { NetworkSpec } from '../stepper.ts'

/** `SequenceNetwork` in scalar float64: slow, obvious, never deployed. Shapes are the same. */
export interface ReferenceNetwork {
  readonly parameters: Float64Array
  readonly gradients: Float64Array
  forward(
    inputs: Float64Array,
    states: Float64Array,
    timesteps: number,
    sequences: number,
  ): { outputs: Float64Array; states: Float64Array }
  backward(outputGradients: Float64Array, stateGradients?: Float64Array): { inputs: Float64Array; states: Float64Array }
}

interface Layer {
  readonly cell: Cell
  readonly parameters: CellLayer
  readonly norm: { readonly tensors: NormTensors; readonly gradients: NormTensors } | undefined
  /** Where its state lies inside a row of states. */
  readonly from: number
  readonly to: number
}

/** What one sequence did at one timestep, for the way back. */
interface Trace {
  readonly steps: readonly { readonly norm: NormStep | undefined; readonly cell: CellStep }[]
  readonly h: Float64Array
}

/** The reference of a whole network: a stack of cells from `src/cell`, and y_t = W_hy h_t + b_y. */
export function createReferenceNetwork(spec: NetworkSpec, weights: Float64Array): ReferenceNetwork {
  const parameters = weights.slice()
  const gradients = new Float64Array(weights.length)
  const sizes = { inputs: inputSize(spec), state: stateSize(spec), outputs: outputSize(spec) }
  const tensors = viewTensors(spec, parameters)
  const gradientTensors = viewTensors(spec, gradients)
  const layers = createLayers(spec, tensors, gradientTensors)
  const { head } = tensors
  const { head: headGradients } = gradientTensors
  let traces: Trace[][] = []

  return {
    parameters,
    gradients,
    forward(inputs, initialStates, timesteps, sequences) {
      const states = initialStates.slice()
      const outputs = new Float64Array(timesteps * sequences * sizes.outputs)
      traces = []
      for (let t = 0; t < timesteps; t++) {
        traces.push([])
        for (let sequence = 0; sequence < sequences; sequence++) {
          const state = row(states, sequence, sizes.state)
          const steps: Trace['steps'][number][] = []
          let h: Float64Array = row(inputs, t * sequences + sequence, sizes.inputs)
          for (const { cell, parameters: layer, norm, from, to } of layers) {
            const normed = norm && layerNorm(norm.tensors, norm.gradients, h)
            const step = cell(layer, normed?.y ?? h, state.slice(from, to))
            state.set(step.state, from)
            steps.push({ norm: normed, cell: step })
            h = step.state.slice(0, layer.hidden)
          }
          row(outputs, t * sequences + sequence, sizes.outputs).set(multiply(head.weights, h, head.bias))
          traces[t]!.push({ steps, h })
        }
      }
      return { outputs, states }
    },
    backward(outputGradients, stateGradients) {
      const timesteps = traces.length
      const sequences = traces[0]?.length ?? 0
      const dInputs = new Float64Array(timesteps * sequences * sizes.inputs)
      const dStates = stateGradients?.slice() ?? new Float64Array(sequences * sizes.state)
      for (let t = timesteps - 1; t >= 0; t--) {
        for (let sequence = 0; sequence < sequences; sequence++) {
          const { steps, h } = traces[t]![sequence]!
          const dState = row(dStates, sequence, sizes.state)
          const dy = row(outputGradients, t * sequences + sequence, sizes.outputs)
          let dh: Float64Array = h.map(() => 0)
          multiplyBackward(head.weights, headGradients.weights, dy, h, dh)
          add(headGradients.bias, dy)
          for (let n = layers.length - 1; n >= 0; n--) {
            const { from, to } = layers[n]!
            const d = dState.slice(from, to)
            add(d.subarray(0, dh.length), dh)
            const { norm, cell } = steps[n]!
            const { dx, dPrevious } = cell.backward(d)
            dState.set(dPrevious, from)
            dh = norm?.backward(dx) ?? dx
          }
          row(dInputs, t * sequences + sequence, sizes.inputs).set(dh)
        }
      }
      return { inputs: dInputs, states: dStates }
    },
  }
}

const row = (matrix: Float64Array, n: number, length: number) => matrix.subarray(n * length, (n + 1) * length)

function createLayers(
  spec: NetworkSpec,
  parameters: NetworkTensors<Float64Array>,
  gradients: NetworkTensors<Float64Array>,
): Layer[] {
  let from = 0
  return spec.layers.map((layer, n) => {
    const inputs = spec.layers[n - 1]?.hidden ?? inputSize(spec)
    const shape = { hidden: layer.hidden, inputs, gates: gateOrder[layer.cell].length }
    const [own, ofOwn] = [parameters.layers[n]!, gradients.layers[n]!]
    const start = from
    from += stateSize({ layers: [layer] })
    return {
      cell: cellOf(layer),
      parameters: createCellLayer(shape, own, ofOwn),
      norm: own.norm && { tensors: own.norm, gradients: ofOwn.norm! },
      from: start,
      to: from,
    }
  })
}
