import type { CellKind } from '../../model/spec.ts'
import type { Cycle } from '../train/beside-features.ts'
import type { SeriesFileChoice } from '../train/series-file.ts'

/** What the command line said. */
export interface BacktestChoice extends Omit<SeriesFileChoice, 'columns'> {
  readonly with: readonly string[]
  readonly known: readonly string[]
  readonly calendar: readonly Cycle[]

  /** A trained model, tested as it is; otherwise one is trained at every origin. */
  readonly model?: string
  readonly folds: number
  /** The last part of every key, which is forecast, in 0..1. */
  readonly share: number
  readonly seeds: readonly number[]
  readonly cell: CellKind
  readonly hidden: number
  readonly layers: number
  readonly horizons: readonly number[]
  readonly changes: 'auto' | 'log' | 'difference'
  readonly season: readonly number[]
  readonly updates: number
  readonly control?: true
  readonly blend?: true
  readonly calibrate: boolean
  readonly coverage: number
  readonly page: string
  readonly out?: string
  readonly json?: true
}
