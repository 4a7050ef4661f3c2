import type { NetworkSpec } from '../../kernel/stepper.ts'
import type { CellKind, LayerSpec } from '../../model/spec.ts'

export const comparedCells = ['rnn', 'lstm', 'gru'] as const satisfies readonly CellKind[]

export function comparedLayer(cell: CellKind, hidden: number): LayerSpec {
  return cell === 'gru' ? { cell, hidden, reset: 'before' } : { cell, hidden }
}

/** One layer, numbers in, one number out. */
export function comparedNetwork(cell: CellKind, hidden: number, inputs: number): NetworkSpec {
  return {
    input: { kind: 'vector', size: inputs },
    layers: [comparedLayer(cell, hidden)],
    head: { kind: 'forecast', horizons: [1], quantiles: [], target: 'difference' },
  }
}
