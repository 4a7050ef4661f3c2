import { Gate } from './gate.ts'
import type { Vector } from './vector.ts'

/** A layer's float64 tensors as `tensorLayout` names them, or their gradients. */
export interface CellTensors {
  readonly inputWeights: Vector
  readonly recurrentWeights: Vector
  readonly bias: Vector
  readonly recurrentBias: Vector | undefined
}

/** A layer as a cell sees it: gates in the order of `gateOrder`. */
export interface CellLayer {
  readonly hidden: number
  readonly gates: readonly Gate[]
  readonly recurrentBias: Vector | undefined
  readonly recurrentBiasGradient: Vector | undefined
}

/** A timestep that was taken. States are [h], or [h, C] for an LSTM. */
export interface CellStep {
  readonly state: Vector
  /** From d loss / d state: adds to the layer's gradients; returns d loss / d x and d loss / d previous state. */
  backward(dState: Vector): { readonly dx: Vector; readonly dPrevious: Vector }
}

/** The scalar float64 reference of a cell: x [inputs], previous [state]. */
export type Cell = (layer: CellLayer, x: Vector, previous: Vector) => CellStep

export function createCellLayer(
  { hidden, inputs, gates }: { readonly hidden: number; readonly inputs: number; readonly gates: number },
  weights: CellTensors,
  gradients: CellTensors,
): CellLayer {
  const rows = ({ inputWeights, recurrentWeights, bias }: CellTensors, gate: number) => ({
    inputWeights: part(inputWeights, gate, hidden * inputs),
    recurrentWeights: part(recurrentWeights, gate, hidden * hidden),
    bias: part(bias, gate, hidden),
  })
  return {
    hidden,
    gates: Array.from({ length: gates }, (_, gate) => new Gate(rows(weights, gate), rows(gradients, gate))),
    recurrentBias: weights.recurrentBias,
    recurrentBiasGradient: gradients.recurrentBias,
  }
}

const part = (tensor: Vector, n: number, length: number): Vector => tensor.subarray(n * length, (n + 1) * length)
