import { startPipelineRetraining } from '../retraining/pipeline-retraining.ts'
import type { Retraining } from '../retraining/start-retraining.ts'
import { CheckpointOrder } from '../state/checkpoint-order.ts'
import { createToken } from '../state/create-token.ts'
import { chooseGuarantee, combinationOf } from '../state/guarantee.ts'
import { RecordCache } from '../state/record-cache.ts'
import { createLayout } from '../state/record-layout.ts'
import { TurnRunner } from '../turn/turn-runner.ts'
import { CachedTurnRecords } from './cached-turn-records.ts'
import { CommitsInFlight } from './commits-in-flight.ts'
import { defaultDeadLetters, defaultModels, defaultStore } from './defaults.ts'
import { ModelSwaps } from './model-swaps.ts'
import { openChain } from './open-chain.ts'
import { orAborted } from './or-aborted.ts'
import { runLoop } from './run-loop.ts'
import type { RunOptions, RunSummary } from './run-options.ts'
import { isLive, type Pipeline } from './spec.ts'
import { usageOf } from './usage-of.ts'

/**
 * Runs a pipeline until its source ends or the signal fires. Throws a `TickwiseError`; what was saved before stays
 * valid, and a new run goes on from there.
 */
export async function run<T, R>(pipeline: Pipeline<T, R>, options: RunOptions = {}): Promise<RunSummary> {
  const { settings, source, sink } = pipeline
  const { name, cache: limits, ttlMs } = settings
  const store = pipeline.state ?? defaultStore(name)
  const deadLetters = pipeline.deadLetters ?? defaultDeadLetters(name, sink)
  const guarantee = chooseGuarantee(settings.guarantee, combinationOf(source, sink, deadLetters, store))
  const { maxKeys, maxDirty = Math.ceil(maxKeys / 2) } = limits
  const models = pipeline.models ?? defaultModels()
  const swaps = isLive(models) ? new ModelSwaps({ ...options, models, settings: settings.swap }) : undefined
  const open = await openChain(pipeline.operators, models, swaps)
  const records = new CachedTurnRecords()
  let retraining: Retraining | undefined
  const runner = new TurnRunner({ pipeline: name, open, records, late: settings.late })
  try {
    const cacheOptions = {
      maxKeys,
      maxDirty,
      keepStored: swaps !== undefined,
      ...(ttlMs === undefined ? {} : { ttlMs }),
    }
    const cache = new RecordCache(createLayout(runner.sections), cacheOptions)
    records.cache = cache
    const { onStep, workerId = createToken(0) } = options
    const commits = new CommitsInFlight()
    const order = new CheckpointOrder({
      pipeline: name,
      source,
      sink,
      deadLetters,
      store,
      cache,
      onGap: settings.onGap,
      transactionalId: `${name}:${workerId}`,
      firstModels: (partition) => swaps?.firstModels(partition) ?? [],
      onStep: (step) => {
        onStep?.(step)
        if (step === 'dead-letters-appended') commits.handedOver()
      },
    })
    // A server that is not there may be waited for for minutes. Stopped meanwhile, the loop ends before its first turn.
    await orAborted(store.open(usageOf(name, source)), options.signal)
    if (options.signal?.aborted !== true) await orAborted(source.open(), options.signal)
    retraining =
      pipeline.retrain && startPipelineRetraining(pipeline.retrain, { ...settings, onEvent: options.onRetrain })
    const observed: RunOptions = {
      ...options,
      onTurn(report) {
        retraining?.observe(report)
        options.onTurn?.(report)
      },
    }
    return await runLoop(
      { settings, source, store, guarantee, runner, records, cache, order, commits, swaps },
      observed,
    )
  } finally {
    await retraining?.close()
    runner.close()
    for (const part of [source, sink, deadLetters, store]) await part.close()
  }
}
