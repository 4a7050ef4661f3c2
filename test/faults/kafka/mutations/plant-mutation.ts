import type { Store } from '../../../../src/state/store.ts'
import type { LogSource } from '../../../../src/stream/log-source.ts'
import type { TransactionalSink } from '../../../../src/stream/sink.ts'
import type { WorkerPlan } from '../worker/worker-plan.ts'
import { earlyRecords } from './early-records.ts'
import { freshTransactionalId } from './fresh-transactional-id.ts'
import { liveGeneration } from './live-generation.ts'
import { presentChampion } from './present-champion.ts'
import { saveBeforeCommit } from './save-before-commit.ts'
import { uncheckedKept } from './unchecked-kept.ts'
import { uncheckedToken } from './unchecked-token.ts'
import { undurableSwap } from './undurable-swap.ts'
import { unrecordedModels } from './unrecorded-models.ts'
import { unrestoredRecords } from './unrestored-records.ts'
import { unstableOffsets } from './unstable-offsets.ts'

/** What a worker is built of, and what a mutation may replace. */
export interface Parts {
  readonly source: LogSource
  readonly sink: TransactionalSink<unknown>
  readonly store: Store
}

/** Puts one of the mistakes into a worker that its design guards against. */
export type Mutation = (parts: Parts, plan: WorkerPlan) => Parts

const mutations: Readonly<Record<string, Mutation>> = {
  'save-before-commit': saveBeforeCommit,
  'unchecked-token': uncheckedToken,
  'unstable-offsets': unstableOffsets,
  'live-generation': liveGeneration,
  'fresh-transactional-id': freshTransactionalId,
  'unchecked-kept': uncheckedKept,
  'early-records': earlyRecords,
  'undurable-swap': undurableSwap,
  'unrecorded-models': unrecordedModels,
  'present-champion': presentChampion,
  'unrestored-records': unrestoredRecords,
}

export function plantMutation(plan: WorkerPlan, parts: Parts): Parts {
  if (plan.mutation === undefined) return parts
  const plant = mutations[plan.mutation]
  if (plant === undefined) throw new Error(`no mutation ${plan.mutation}`)
  return plant(parts, plan)
}
