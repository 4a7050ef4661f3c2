import type { Comparison } from '../../src/cli/compare/comparison.ts'
import { drawAdding, drawGradients } from './draw-charts.ts'
import { drawGru } from './draw-gru.ts'
import { drawLstm } from './draw-lstm.ts'
import { drawRnn } from './draw-rnn.ts'

/** Every figure of the documentation by its file's name: a function of the comparison, to the last byte. */
export function drawFigures(comparison: Comparison): Readonly<Record<string, string>> {
  return {
    'rnn.svg': drawRnn(),
    'lstm.svg': drawLstm(),
    'gru.svg': drawGru(),
    'adding-problem.svg': drawAdding(comparison),
    'gradients.svg': drawGradients(comparison),
  }
}
