import type { CommittedTurn } from '../state/checkpoint-order.ts'
import type { DeadLetter } from '../stream/dead-letter.ts'
import type { TickBatch } from '../stream/source.ts'
import { partitionId } from '../stream/tick.ts'
import type { TurnResult } from '../turn/turn-runner.ts'

interface Absorbed {
  ticks: number
  highEventTime: number | undefined
}

/** Puts together what the source refused and what the turn made of the rest. */
export function toCommittedTurn(
  { ticks, deadLetters, next, receipt }: TickBatch<unknown>,
  result: TurnResult,
): CommittedTurn {
  const absorbed = new Map<string, Absorbed>()
  let last: Absorbed = { ticks: 0, highEventTime: undefined }
  let [topic, partition] = ['', -1]
  for (const tick of ticks) {
    if (tick.partition !== partition || tick.topic !== topic) {
      ;({ topic, partition } = tick)
      const id = partitionId(tick)
      last = absorbed.get(id) ?? { ticks: 0, highEventTime: undefined }
      absorbed.set(id, last)
    }
    last.ticks++
    const { eventTime } = tick
    if (eventTime !== undefined && (last.highEventTime === undefined || eventTime > last.highEventTime))
      last.highEventTime = eventTime
  }
  // In offset order, so that the dead letters of a partition come in one order whatever the turn's size.
  const letters = [...deadLetters, ...result.deadLetters].sort(byPosition)
  return { outputs: result.outputs, deadLetters: letters, absorbed, next, receipt }
}

function byPosition(a: DeadLetter, b: DeadLetter): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1
  return a.partition - b.partition || a.offset - b.offset
}
