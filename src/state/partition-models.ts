import { invalidRecord } from './record-error.ts'
import { formatHistory, parseHistory, type ModelHistory } from './model-history.ts'

/** What a partition's counters were at its last swap, whose records are kept for a way back. */
export interface BeforeSwap {
  readonly offset: number
  readonly counters: Readonly<Record<string, number>>
  readonly highEventTime: number | undefined
}

/** The models of a partition, as its checkpoint holds them. */
export interface PartitionModels {
  readonly history: ModelHistory
  /** Undefined where there is no way back: before the first swap, after a restore, and after the store was lost. */
  readonly before: BeforeSwap | undefined
}

/** The section of a partition record. */
const sectionId = 'models'

/** Nothing for a chain whose models can't be swapped. */
export function writeModels({ history, before }: PartitionModels): Record<string, Uint8Array> {
  if (history.length === 0) return {}
  const text = JSON.stringify({ history: formatHistory(history), before: before ?? null })
  return { [sectionId]: new TextEncoder().encode(text) }
}

/** Throws `RECORD_INVALID`. */
export function readModels(sections: Readonly<Record<string, Uint8Array>>): PartitionModels | undefined {
  const bytes = sections[sectionId]
  if (bytes === undefined) return undefined
  const found = JSON.parse(new TextDecoder().decode(bytes)) as { history: string; before: BeforeSwap | null }
  const history = parseHistory(found.history)
  if (history === undefined) throw invalidRecord('a history of models', found.history.slice(0, 80))
  return {
    history,
    before: found.before === null ? undefined : { ...found.before, highEventTime: found.before.highEventTime },
  }
}
