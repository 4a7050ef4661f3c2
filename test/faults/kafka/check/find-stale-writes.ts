import type { WorkerEvent } from '../worker/event-log.ts'

type Timed = Extract<WorkerEvent, { type: 'claimed' | 'saved' }>

/**
 * Saves that the store accepted although somebody else had claimed the partition since, and between the two nothing of
 * the store was lost (`lossTimes`). Only what is certain: the newer claim was sent after the save's own claim was
 * answered, and answered before the save was sent.
 */
export function findStaleWrites(events: readonly WorkerEvent[], lossTimes: readonly number[]): string[] {
  const timed = events.filter((event): event is Timed => event.type === 'claimed' || event.type === 'saved')
  const claims = timed.filter(({ type }) => type === 'claimed')
  const stale: string[] = []
  for (const save of timed) {
    if (save.type !== 'saved') continue
    const own = claims.find(({ token, partition }) => token === save.token && partition === save.partition)
    if (own === undefined) {
      stale.push(`${save.worker} saved ${save.partition} with a token that claimed nothing`)
      continue
    }
    if (lossTimes.some((time) => time > own.sentAt && time < save.answeredAt)) continue
    const newer = claims.find(
      ({ partition, token, sentAt, answeredAt }) =>
        partition === save.partition && token !== save.token && sentAt > own.answeredAt && answeredAt < save.sentAt,
    )
    if (newer !== undefined) {
      stale.push(`${save.worker} saved ${save.partition} after ${newer.worker} had claimed it`)
    }
  }
  return stale
}

export function countRefusals(events: readonly WorkerEvent[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = { claim: 0, load: 0, save: 0, commit: 0 }
  for (const event of events) if (event.type === 'refused') counts[event.what] = counts[event.what]! + 1
  return counts
}
