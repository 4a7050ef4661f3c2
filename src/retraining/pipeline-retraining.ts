import { features } from '../../operators/features.ts'
import { TickwiseError } from '../errors.ts'
import type { Model } from '../model/model.ts'
import type { Registry } from '../registry/registry.ts'
import type { Source } from '../stream/source.ts'
import { retrainFaults, type RetrainInput } from './retrain-options.ts'
import type { RetrainingTask } from './run-retraining.ts'
import { startRetraining, type Retraining } from './start-retraining.ts'
import { readWindow, type FeatureChain } from './window/read-window.ts'

/** A pipeline's `retrain`: when, on what, and where the models are. */
export interface PipelineRetraining<T> extends RetrainInput {
  /** The one that the pipeline's models come from. */
  readonly registry: Registry
  /** A new source that reads the pipeline's log from its beginning, as a reader of its own: with Kafka, in another group. */
  readonly source: () => Source<T>
  /** The operators of the pipeline up to the model's features. Default: `features(model)`. */
  readonly features?: ((model: Model) => FeatureChain<T>) | undefined
}

/** What windows are read with, as the pipeline has it. */
export interface PipelineHabits {
  readonly late: 'dead-letter' | 'accept'
  readonly ttlMs?: number | undefined
}

/** Reads windows of a pipeline's log through the pipeline's operators. */
export function pipelineWindows<T>(
  { source, features: chainOf = (model) => features<T>(model) }: Pick<PipelineRetraining<T>, 'source' | 'features'>,
  { late, ttlMs }: PipelineHabits,
): RetrainingTask['readWindow'] {
  return (request) => readWindow<T>({ ...request, source: source(), chain: chainOf(request.model), late, ttlMs })
}

export type PipelineRetrainingContext = PipelineHabits & Pick<RetrainingTask, 'onEvent' | 'signal'>

/** For a pipeline that runs: `observe` every turn, `close` at the end. Throws `CONFIG_INVALID`. */
export function startPipelineRetraining<T>(
  retrain: PipelineRetraining<T>,
  { onEvent, signal, ...habits }: PipelineRetrainingContext,
): Retraining {
  const { registry, source, features: chainOf, ...options } = checkParts(retrain)
  const windows = pipelineWindows({ source, features: chainOf }, habits)
  return startRetraining({ registry, readWindow: windows, options, onEvent, signal })
}

/** What is wrong with a `retrain`: parts that are missing, options that are wrong; empty for nothing. */
export function retrainingFaults(retrain: unknown): readonly string[] {
  if (typeof retrain !== 'object' || retrain === null) return ['retrain: an object with registry, source and schedule']
  const { registry, source, features: chainOf, ...options } = retrain as Partial<PipelineRetraining<unknown>>
  return [
    ...(typeof registry?.beginRetraining === 'function' ? [] : ['registry: one made by createRegistry']),
    ...(typeof source === 'function' ? [] : ['source: a function that gives a new source']),
    ...(chainOf === undefined || typeof chainOf === 'function' ? [] : ['features: a function model => ticks => ...']),
    ...retrainFaults(options),
  ]
}

/** Throws `CONFIG_INVALID` with every fault of a `retrain`. */
export function checkParts<T>(retrain: PipelineRetraining<T>): PipelineRetraining<T> {
  const faults = retrainingFaults(retrain)
  if (faults.length === 0) return retrain
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'a sound retrain of a pipeline',
    received: faults.join('; '),
    action: 'Correct what is named; docs/how-to/retrain.md has a whole one.',
  })
}
