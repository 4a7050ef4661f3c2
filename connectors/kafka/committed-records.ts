import type { FetchResponsePartition, RecordsBatch } from './fetch-types.ts'

/** A record of the log with its place. */
export interface LogRecord {
  readonly offset: number
  /** Milliseconds since the epoch, as the log has it: the producer's, or the broker's where the topic says so. */
  readonly timestamp: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly (readonly [Buffer | null, Buffer | null])[]
}

export interface FetchedRecords {
  readonly records: readonly LogRecord[]
  /** Where to fetch next: past everything that came, control records and aborted ones too. */
  readonly nextOffset: number
}

const isTransactional = 1 << 4
const isControl = 1 << 5
const isLogAppendTime = 1 << 3

/**
 * The records of a fetched partition from `from` on, without control records and, for a committed read, without those
 * of aborted transactions. The client's own filter keeps one aborted transaction a producer and a response, and lets
 * through those whose end marker is not in the response; this walks the list of aborted transactions as the Java
 * client does.
 */
export function committedRecords(
  { records: batches, abortedTransactions }: Pick<FetchResponsePartition, 'records' | 'abortedTransactions'>,
  from: number,
  committedOnly: boolean,
): FetchedRecords {
  const records: LogRecord[] = []
  const aborts = committedOnly ? [...(abortedTransactions ?? [])] : []
  aborts.sort((a, b) => (a.firstOffset < b.firstOffset ? -1 : 1))
  const aborted = new Set<bigint>()
  let nextAbort = 0
  let nextOffset = from
  for (const batch of batches ?? []) {
    const first = Number(batch.firstOffset)
    const last = first + batch.lastOffsetDelta
    for (; nextAbort < aborts.length && Number(aborts[nextAbort]!.firstOffset) <= last; nextAbort++) {
      aborted.add(aborts[nextAbort]!.producerId)
    }
    nextOffset = Math.max(nextOffset, last + 1)
    if (batch.attributes & isControl) {
      if (isAbortMarker(batch)) aborted.delete(batch.producerId)
    } else if (!(batch.attributes & isTransactional && aborted.has(batch.producerId))) {
      takeBatch(batch, first, from, records)
    }
  }
  return { records, nextOffset }
}

function takeBatch(batch: RecordsBatch, first: number, from: number, records: LogRecord[]): void {
  const appendTime = batch.attributes & isLogAppendTime ? Number(batch.maxTimestamp) : undefined
  const firstTimestamp = Number(batch.firstTimestamp)
  for (const { offsetDelta, timestampDelta, key, value, headers } of batch.records) {
    const offset = first + offsetDelta
    if (offset < from) continue
    const timestamp = appendTime ?? firstTimestamp + Number(timestampDelta)
    records.push({ offset, timestamp, key, value, headers })
  }
}

/** A control record's key is version and type; type 0 ends an aborted transaction, 1 a committed one. */
function isAbortMarker({ records }: RecordsBatch): boolean {
  return records[0]?.key?.readInt16BE(2) === 0
}
