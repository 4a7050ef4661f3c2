import type { KeyRecord } from '../../src/state/section.ts'

interface Entry {
  readonly record: KeyRecord
  older: Entry
  newer: Entry
}

/** The key records of a plain Observable. Beyond `most`, the key that was not asked for the longest is forgotten. */
export class RecentRecords {
  readonly #most: number
  readonly #create: (key: string) => KeyRecord
  readonly #entries = new Map<string, Entry>()
  /** Of a ring in the order of use: `newer` of the newest is the oldest. Taking keys out of the map and in again is slow. */
  #newest: Entry | undefined

  constructor(most: number, create: (key: string) => KeyRecord) {
    this.#most = most
    this.#create = create
  }

  get(key: string): KeyRecord {
    const found = this.#entries.get(key)
    if (found === undefined) return this.#add(key)
    if (found !== this.#newest) this.#putLast(found)
    return found.record
  }

  #add(key: string): KeyRecord {
    const oldest = this.#newest?.newer
    if (oldest !== undefined && this.#entries.size >= this.#most) {
      this.#entries.delete(oldest.record.key)
      if (oldest === this.#newest) this.#newest = undefined
      else unlink(oldest)
    }
    const entry = { record: this.#create(key) } as { record: KeyRecord; older: Entry; newer: Entry }
    entry.older = entry.newer = entry
    this.#entries.set(key, entry)
    this.#link(entry)
    return entry.record
  }

  #putLast(entry: Entry): void {
    // The oldest one stands behind the newest already.
    if (entry !== this.#newest!.newer) {
      unlink(entry)
      this.#link(entry)
    }
    this.#newest = entry
  }

  #link(entry: Entry): void {
    const newest = this.#newest
    if (newest !== undefined) {
      entry.older = newest
      entry.newer = newest.newer
      newest.newer.older = entry
      newest.newer = entry
    }
    this.#newest = entry
  }
}

function unlink({ older, newer }: Entry): void {
  older.newer = newer
  newer.older = older
}
