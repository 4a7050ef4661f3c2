import type { CellKind, LayerSpec } from '../model/spec.ts'
import type { Cell } from './cell.ts'
import { gru } from './gru.ts'
import { gruResetAfter } from './gru-reset-after.ts'
import { lstm } from './lstm.ts'
import { rnn } from './rnn.ts'

/** Every cell: one line, and which of its forms a layer asks for. */
export const cells = {
  rnn: () => rnn,
  lstm: () => lstm,
  gru: (layer) => (layer.reset === 'after' ? gruResetAfter : gru),
} as const satisfies { [K in CellKind]: (layer: Extract<LayerSpec, { cell: K }>) => Cell }

export function cellOf(layer: LayerSpec): Cell {
  return layer.cell === 'gru' ? cells.gru(layer) : cells[layer.cell]()
}
