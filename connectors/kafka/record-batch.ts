import { compressionsAlgorithms, crc32c, type CompressionAlgorithmValue } from '@platformatic/kafka'

/** A record to be written. */
export interface BatchRecord {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly (readonly [name: Buffer, value: Buffer | null])[]
}

export interface BatchOptions {
  readonly producerId: bigint
  readonly producerEpoch: number
  /** Counted by the producer for each partition, so that the broker knows a repeat. */
  readonly firstSequence: number
  /** Milliseconds since the epoch, of all records. */
  readonly timestamp: number
  readonly compression: CompressionAlgorithmValue
}

const headBytes = 61
/** Of the head, what comes before the attributes is not in the checksum. */
const checkedFrom = 21
const isTransactional = 1 << 4

/**
 * A batch of the log (version 2) within a transaction, written into one buffer. The client builds each record out of a
 * dozen small buffers and joins them, which takes half the time of a turn.
 */
export function encodeBatch(records: readonly BatchRecord[], options: BatchOptions): Buffer {
  const { producerId, producerEpoch, firstSequence, timestamp, compression } = options
  let batch = encodeRecords(records)
  const { compressSync, bitmask } = compressionsAlgorithms[compression]
  if (compression !== 'none') {
    const compressed = compressSync(batch.subarray(headBytes))
    batch = Buffer.concat([batch.subarray(0, headBytes), compressed])
  }
  batch.writeBigInt64BE(0n, 0)
  batch.writeInt32BE(batch.length - 12, 8)
  batch.writeInt32BE(-1, 12)
  batch.writeInt8(2, 16)
  batch.writeInt16BE(isTransactional | bitmask, 21)
  batch.writeInt32BE(records.length - 1, 23)
  batch.writeBigInt64BE(BigInt(timestamp), 27)
  batch.writeBigInt64BE(BigInt(timestamp), 35)
  batch.writeBigInt64BE(producerId, 43)
  batch.writeInt16BE(producerEpoch, 51)
  batch.writeInt32BE(firstSequence, 53)
  batch.writeInt32BE(records.length, 57)
  batch.writeUInt32BE(crc32c(batch.subarray(checkedFrom)), 17)
  return batch
}

/** Records after room for the head. */
function encodeRecords(records: readonly BatchRecord[]): Buffer {
  const sizes = records.map(bodySize)
  const total = sizes.reduce((sum, size) => sum + varintSize(size) + size, headBytes)
  const into = Buffer.allocUnsafe(total)
  let at = headBytes
  for (let index = 0; index < records.length; index++) {
    const { key, value, headers } = records[index]!
    at = writeVarint(into, at, sizes[index]!)
    // Attributes and the difference to the batch's timestamp.
    into[at++] = 0
    into[at++] = 0
    at = writeVarint(into, at, index)
    at = writeBytes(into, at, key)
    at = writeBytes(into, at, value)
    at = writeVarint(into, at, headers.length)
    for (const [name, content] of headers) {
      at = writeBytes(into, at, name)
      at = writeBytes(into, at, content)
    }
  }
  return into
}

function bodySize({ key, value, headers }: BatchRecord, index: number): number {
  let size = 2 + varintSize(index) + bytesSize(key) + bytesSize(value) + varintSize(headers.length)
  for (const [name, content] of headers) size += bytesSize(name) + bytesSize(content)
  return size
}

function bytesSize(bytes: Buffer | null): number {
  return bytes === null ? 1 : varintSize(bytes.length) + bytes.length
}

function writeBytes(into: Buffer, at: number, bytes: Buffer | null): number {
  if (bytes === null) return writeVarint(into, at, -1)
  const start = writeVarint(into, at, bytes.length)
  into.set(bytes, start)
  return start + bytes.length
}

/** Zigzag: small numbers are short, -1 too. */
function varintSize(value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  let size = 1
  for (; rest > 127; rest >>>= 7) size++
  return size
}

function writeVarint(into: Buffer, start: number, value: number): number {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0
  let at = start
  for (; rest > 127; rest >>>= 7) into[at++] = (rest & 127) | 128
  into[at++] = rest
  return at
}
