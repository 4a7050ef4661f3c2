import type { SeriesFileChoice } from '../train/series-file.ts'

/** What a command line says about one retraining. */
export interface RetrainChoice extends Omit<SeriesFileChoice, 'path'> {
  /** A file of values; or a pipeline that says where its ticks are. */
  readonly path: string | undefined
  readonly pipeline: string | undefined
  readonly registry: string
  readonly reason: string | undefined
  readonly window: number | undefined
  readonly heldOut: number | undefined
  readonly updates: number | undefined
  readonly margin: number | undefined
  readonly minimumTicks: number | undefined
  readonly seed: number | undefined
  readonly share: number | undefined
  readonly fresh: boolean
  readonly propose: boolean
  readonly json: boolean
}
