import type { CellKind, LayerSpec } from '../../model/spec.ts'

export interface LayersShape {
  readonly cell: CellKind
  readonly hidden: number
  readonly layers: number
  /** Whether layers normalise what those below them pass on. */
  readonly layerNorm?: true | undefined
}

/**
 * The recurrent layers of a shape. With layer normalisation all but the first normalise what they take in: features have
 * their scale already, and the change of it tells something.
 */
export function layersOf({ cell, hidden, layers, layerNorm }: LayersShape): LayerSpec[] {
  const layer = cell === 'gru' ? { cell, hidden, reset: 'before' as const } : { cell, hidden }
  return Array.from({ length: layers }, (_, n) => (layerNorm && n > 0 ? { ...layer, layerNorm } : layer))
}
