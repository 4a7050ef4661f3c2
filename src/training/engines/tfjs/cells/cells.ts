import type { CellKind, LayerSpec } from '../../../../model/spec.ts'
import type { TensorFlowCell } from './cell.ts'
import { gru } from './gru.ts'
import { gruResetAfter } from './gru-reset-after.ts'
import { lstm } from './lstm.ts'
import { rnn } from './rnn.ts'

/** Every cell: one line. */
const cells: { readonly [K in CellKind]: (layer: Extract<LayerSpec, { cell: K }>) => TensorFlowCell } = {
  rnn: () => rnn,
  lstm: () => lstm,
  gru: ({ reset }) => (reset === 'after' ? gruResetAfter : gru),
}

export function tensorFlowCell(layer: LayerSpec): TensorFlowCell {
  return layer.cell === 'gru' ? cells.gru(layer) : layer.cell === 'lstm' ? cells.lstm(layer) : cells.rnn(layer)
}
