import type { NetworkSpec } from '../../kernel/stepper.ts'
import { stateSize } from '../../model/spec.ts'
import { gateOrder, tensorLayout } from '../../model/tensors.ts'
import type { CellSize } from './comparison.ts'

/** Counted from the spec: nothing is run. */
export function measureSize(spec: NetworkSpec): CellSize {
  const { tensors, length } = tensorLayout(spec)
  const matrices = tensors.filter(({ shape }) => shape.length === 2)
  return {
    gates: spec.layers.flatMap(({ cell }) => gateOrder[cell].filter((gate) => gate !== 'candidate')),
    parameters: length,
    multiplyAdds: matrices.reduce((sum, matrix) => sum + matrix.length, 0),
    stateBytes: 4 * stateSize(spec),
  }
}
