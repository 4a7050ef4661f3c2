import type { LogSource } from '../stream/log-source.ts'
import type { Source } from '../stream/source.ts'
import { partitionId } from '../stream/tick.ts'
import type { Claimed } from './claimed.ts'
import { answeredUpTo, laterHistory, parseHistory, type SwapEntry } from './model-history.ts'
import { OwnedPartition } from './owned-partition.ts'
import { readModels, type PartitionModels } from './partition-models.ts'
import type { PartitionRecord } from './partition-record.ts'
import { recordHistories, unknownModels } from './record-histories.ts'
import { chooseRecovery, type GapPolicy, type RecoveryFacts } from './recovery.ts'
import type { Store } from './store.ts'

export interface ChooseStartsOptions {
  readonly source: Source
  readonly store: Store
  readonly onGap: GapPolicy
  readonly token: string
  /** The source, where a committed offset decides what was emitted. */
  readonly log: LogSource | undefined
  readonly firstModels: ((partition: string) => readonly Omit<SwapEntry, 'offset'>[]) | undefined
}

/** Where each claimed partition is read from, by the table of recovery; the log is told what its next commits record. */
export async function chooseStarts(
  claims: readonly Claimed[],
  receipt: unknown,
  { source, store, onGap, token, log, firstModels }: ChooseStartsOptions,
): Promise<OwnedPartition[]> {
  const partitions = claims.map(({ partition }) => partition)
  const [committed, recorded, notes] = await Promise.all([
    log?.committed(partitions),
    log?.starts?.(partitions),
    log?.notes?.(partitions),
  ])
  const recovered: OwnedPartition[] = []
  const starts = new Map<string, number>()
  const first = new Map<string, number>()
  for (const { partition, stored, changed } of claims) {
    const id = partitionId(partition)
    const start = stored?.offset ?? (await source.startOffset(partition))
    const facts = {
      partition: id,
      saved: stored?.offset,
      changed,
      committed: log === undefined ? stored?.offset : committed?.get(id),
      absorbed: (stored?.record.counters.ticks ?? 0) > 0,
      bounds: (await log?.bounds(partition)) ?? { start: 0, end: Infinity },
      start,
      recorded: recorded?.get(id),
    }
    const { from, emitFrom, fresh } = chooseRecovery(facts, onGap)
    if (fresh && stored !== undefined) {
      await store.reset(partition)
      await store.claim(partition, token)
    }
    const isFirst = facts.committed === undefined
    const begin = fresh || isFirst ? from : facts.recorded
    if (begin !== undefined) starts.set(id, begin)
    if (isFirst) first.set(id, from)
    const known = fresh ? undefined : stored
    const models = modelsOf(facts, { onGap, firstModels }, known?.record, notes?.get(id), { from, emitFrom })
    const muted = Math.max(emitFrom, answeredUpTo(models.history))
    const places = { saved: known?.offset, from, emitFrom: muted }
    recovered.push(new OwnedPartition(partition, places, models, known?.record))
  }
  log?.recordStarts?.(starts, receipt)
  recordHistories(log, recovered, receipt)
  // Durable before anything is read. Where it is refused, the generation is over, and the next one does it.
  if (log?.recordStarts !== undefined && first.size > 0) await log.commit(first, receipt)
  return recovered
}

/** Who has served a partition, by its checkpoint and its log; at its very start, who serves now. */
function modelsOf(
  { partition, committed }: RecoveryFacts,
  { onGap, firstModels }: Pick<ChooseStartsOptions, 'onGap' | 'firstModels'>,
  record: PartitionRecord | undefined,
  note: string | undefined,
  { from, emitFrom }: { readonly from: number; readonly emitFrom: number },
): PartitionModels {
  const saved = record && readModels(record.sections)
  const known = laterHistory(saved?.history, note === undefined ? undefined : parseHistory(note))
  if (known !== undefined) return { history: known, before: saved?.before }
  const first = firstModels?.(partition) ?? []
  if (first.length > 0 && emitFrom > from && onGap === 'fail') throw unknownModels(partition, committed)
  return { history: first.map((entry) => ({ ...entry, offset: from })), before: undefined }
}
