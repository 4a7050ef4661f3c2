import type { CellKind } from '../spec.ts'
import { gateOrder } from '../tensors.ts'

/** In which order a framework stacks the gates of a cell. */
export interface GateConvention {
  readonly order: Readonly<Record<CellKind, readonly string[]>>
  /**
   * Our update gate lets the new in: h_t = (1 - z) h_{t-1} + z h̃. Where it keeps the old, h_t = z h_{t-1} + (1 - z) h̃,
   * its weights and biases change sign, because 1 - σ(a) = σ(-a).
   */
  readonly updateKeeps: boolean
}

/** From their order to ours. `values` is [gates * hidden][columns]. */
export function gatesFrom(convention: GateConvention, cell: CellKind, values: Float32Array): Float32Array {
  return moveGates(values, convention.order[cell], gateOrder[cell], convention.updateKeeps)
}

/** From our order to theirs. `values` is [gates * hidden][columns]. */
export function gatesTo(convention: GateConvention, cell: CellKind, values: Float32Array): Float32Array {
  return moveGates(values, gateOrder[cell], convention.order[cell], convention.updateKeeps)
}

function moveGates(values: Float32Array, from: readonly string[], to: readonly string[], negateUpdate: boolean) {
  const block = values.length / from.length
  const moved = new Float32Array(values.length)
  to.forEach((gate, g) => {
    const start = from.indexOf(gate) * block
    const rows = values.subarray(start, start + block)
    // 0 - x and not -x: a zero stays +0, so that export and import give the same bytes.
    moved.set(negateUpdate && gate === 'update' ? rows.map((value) => 0 - value) : rows, g * block)
  })
  return moved
}
