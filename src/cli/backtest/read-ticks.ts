import { source } from '../../../connectors/file/index.ts'
import type { MemoryTick } from '../../../connectors/memory/index.ts'
import { tickFile, type SeriesFileChoice } from '../train/series-file.ts'

export interface TickFile {
  readonly entries: readonly MemoryTick<unknown>[]
  readonly refused: number
  readonly firstRefusal: string | undefined
  /** They stood out of order of time in the file. */
  readonly moved: boolean
}

/**
 * The rows of a CSV or NDJSON file as a pipeline's ticks, in order of time. A payload of CSV has every column under its name;
 * that of the key is the tick's key, that of the time in milliseconds; both are there as `key` and `time`, too. Throws
 * `INPUT_INVALID`.
 */
export async function readTicks(
  choice: Omit<SeriesFileChoice, 'target' | 'columns'>,
  signal: AbortSignal,
): Promise<TickFile> {
  const file = tickFile(choice)
  const { key: keyColumn, time: timeColumn } = file.columns
  const input = source<Record<string, unknown>>(file)
  const entries: MemoryTick<unknown>[] = []
  let [refused, latest, moved] = [0, -Infinity, false]
  let firstRefusal: string | undefined
  try {
    await input.open()
    for (let ended = false; !ended;) {
      signal.throwIfAborted()
      const event = await input.read({ maxTicks: 4096, waitMs: 1000 })
      if (event.type === 'assigned') continue
      for (const { key, eventTime, value } of event.ticks) {
        const own = {
          ...(keyColumn === undefined ? {} : { [keyColumn]: key }),
          ...(timeColumn === undefined ? {} : { [timeColumn]: eventTime }),
        }
        const payload = file.format === 'csv' ? { ...value, ...own } : value
        entries.push({ key, value: payload, ...(eventTime === undefined ? {} : { eventTime }) })
        moved ||= (eventTime ?? latest) < latest
        latest = eventTime ?? latest
      }
      refused += event.deadLetters.length
      firstRefusal ??= event.deadLetters[0]?.message
      ended = event.ended
    }
  } finally {
    await input.close()
  }
  if (moved) entries.sort((a, b) => (a.eventTime ?? 0) - (b.eventTime ?? 0))
  return { entries, refused, firstRefusal, moved }
}
