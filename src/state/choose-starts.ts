import type { LogSource } from '../stream/log-source.ts'
import type { Source } from '../stream/source.ts'
import { partitionId } from '../stream/tick.ts'
import type { Claimed } from './claimed.ts'
import { answeredUpTo, parseHistory, type SwapEntry } from './model-history.ts'
import { OwnedPartition } from './owned-partition.ts'
import { readModels, type PartitionModels } from './partition-models.ts'
import { recordHistories, unknownModels } from './record-histories.ts'
import { chooseRecovery, type GapPolicy, type RecoveryFacts } from './recovery.ts'
import { leadsToSame, resolveHistory } from './resolve-history.ts'
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
  for (const { partition, stored: found, changed } of claims) {
    const id = partitionId(partition)
    const note = notes?.get(id)
    const saved = found && readModels(found.record.sections)
    const noted = note === undefined ? undefined : parseHistory(note)
    const history = resolveHistory({ saved: saved?.history, noted, committed: committed?.get(id) })
    // Its records may have been advanced by models that were taken back since, or never answered anybody.
    const isAstray = saved !== undefined && !leadsToSame(saved.history, history!, found!.offset)
    const stored = isAstray ? undefined : found
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
    if (fresh && found !== undefined) {
      await store.reset(partition)
      await store.claim(partition, token)
    }
    const isFirst = facts.committed === undefined
    const begin = fresh || isFirst ? from : facts.recorded
    if (begin !== undefined) starts.set(id, begin)
    if (isFirst) first.set(id, from)
    const known = fresh ? undefined : stored
    const served = fresh ? noted : history
    const models =
      served === undefined
        ? firstOf(facts, { onGap, firstModels }, { from, emitFrom })
        : { history: served, before: fresh ? undefined : saved?.before }
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

/** At a partition's very start: who serves now. */
function firstOf(
  { partition, committed }: RecoveryFacts,
  { onGap, firstModels }: Pick<ChooseStartsOptions, 'onGap' | 'firstModels'>,
  { from, emitFrom }: { readonly from: number; readonly emitFrom: number },
): PartitionModels {
  const first = firstModels?.(partition) ?? []
  if (first.length > 0 && emitFrom > from && onGap === 'fail') throw unknownModels(partition, committed)
  return { history: first.map((entry) => ({ ...entry, offset: from })), before: undefined }
}
