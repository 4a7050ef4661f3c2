import type { Model } from '../model/model.ts'
import type { Decision } from './decision.ts'
import type { ModelVersion } from './model-version.ts'
import type { ObjectStore } from './object-store.ts'
import type { Standing } from './standing.ts'

/** What is known about a model when it is added. */
export type Lineage = Pick<ModelVersion, 'parent' | 'window' | 'scores'>

export interface Verdict {
  readonly reason: string
  readonly scores?: Readonly<Record<string, number>>
  /** The champion that the verdict was reached against; another one by now refuses it. */
  readonly against?: string
  /** The retraining that decides: its token. Refused with `STORE_FENCED` once another one has begun, or this one ended. */
  readonly retraining?: number
}

/**
 * Models by fingerprint, and who of them serves. Adding a model twice changes nothing; models and decisions are never
 * deleted, because a replay takes the models that its history names.
 *
 * A `reference` is a fingerprint, its beginning (8 digits or more), `champion` or `challenger`.
 */
export interface Registry {
  readonly place: string
  /** What it is made of. A retraining keeps its notes there, too. */
  readonly objects: ObjectStore
  /** Milliseconds since 1970, as it dates decisions. */
  readonly now: () => number
  add(model: Model, lineage?: Lineage): Promise<ModelVersion>
  /** In the order they were added. */
  versions(): Promise<readonly ModelVersion[]>
  /** Throws `MODEL_NOT_FOUND`, with what there is. */
  version(reference: string): Promise<ModelVersion>
  /** Throws `MODEL_NOT_FOUND`; `MODEL_INVALID` when the stored file was damaged. */
  model(reference: string): Promise<Model>
  /** For a pipeline's `models`: `prices@champion`; the champion when no alias is given. Throws `MODEL_NOT_FOUND`. */
  load(name: string): Promise<Model>
  history(): Promise<readonly Decision[]>
  standing(): Promise<Standing>
  challenge(reference: string, verdict: Verdict): Promise<Decision>
  promote(reference: string, verdict: Verdict): Promise<Decision>
  reject(reference: string, verdict: Verdict): Promise<Decision>
  /** The champion before the present one serves again. Throws `CONFIG_INVALID` when there is none. */
  rollBack(verdict: Verdict): Promise<Decision>
  /**
   * A retraining begins, in place of one that had not ended. Undefined when somebody has decided something
   * since `history` was read. Throws `CONFIG_INVALID` without a champion.
   */
  beginRetraining(reason: string, history: readonly Decision[]): Promise<Decision | undefined>
  /** It ends, and nothing else is decided. */
  stopRetraining(verdict: Verdict & { readonly retraining: number }): Promise<Decision>
  close(): Promise<void>
}
