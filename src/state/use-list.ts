import type { CachedRecord } from './cached-record.ts'

/** Records from the least to the most recently used. Links are in the records, so that moving one allocates nothing. */
export class UseList {
  oldest: CachedRecord | undefined
  newest: CachedRecord | undefined

  append(record: CachedRecord): void {
    record.older = this.newest
    record.newer = undefined
    if (this.newest === undefined) this.oldest = record
    else this.newest.newer = record
    this.newest = record
  }

  remove(record: CachedRecord): void {
    const { older, newer } = record
    if (older === undefined) this.oldest = newer
    else older.newer = newer
    if (newer === undefined) this.newest = older
    else newer.older = older
    record.older = undefined
    record.newer = undefined
  }

  /** Puts records where their time of use belongs, in one walk from the newest. */
  merge(records: readonly CachedRecord[]): void {
    let older = this.newest
    for (const record of records.toSorted((a, b) => b.used - a.used)) {
      while (older !== undefined && older.used > record.used) older = older.older
      this.#insertAfter(older, record)
    }
  }

  #insertAfter(older: CachedRecord | undefined, record: CachedRecord): void {
    const newer = older === undefined ? this.oldest : older.newer
    record.older = older
    record.newer = newer
    if (older === undefined) this.oldest = record
    else older.newer = record
    if (newer === undefined) this.newest = record
    else newer.older = record
  }
}
