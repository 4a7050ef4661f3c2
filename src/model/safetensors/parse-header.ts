import { z } from 'zod'
import { findDuplicateKey } from './find-duplicate-key.ts'
import { modelInvalid } from './model-invalid.ts'
import { bytesPerNumber, maxHeaderBytes, type SafetensorsDtype } from './safetensors.ts'

/** Where a tensor's bytes are. Offsets count from the header's end. */
export interface TensorEntry {
  readonly name: string
  readonly dtype: SafetensorsDtype
  readonly shape: readonly number[]
  readonly begin: number
  readonly length: number
}

export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>
  /** In the order of their bytes, which they cover without gap or overlap. */
  readonly entries: readonly TensorEntry[]
  /** Index of the first byte past the header. */
  readonly dataBegin: number
}

const index = z.int().min(0)
const entrySchema = z.strictObject({
  dtype: z.enum(['F32', 'F16']),
  shape: z.array(index).max(8),
  data_offsets: z.tuple([index, index]),
})
const metadataSchema = z.record(z.string(), z.string())

/** Reads and checks the header alone; allocates nothing whose size the file decides. Throws `MODEL_INVALID`. */
export function parseHeader(bytes: Uint8Array): SafetensorsHeader {
  if (bytes.length < 8) throw modelInvalid('at least 8 bytes of header length', `${bytes.length} bytes`)
  const headerBytes = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  if (headerBytes > maxHeaderBytes) {
    throw modelInvalid(`a header of at most ${maxHeaderBytes} bytes`, `a header length of ${headerBytes}`)
  }
  const dataBegin = 8 + headerBytes
  if (dataBegin > bytes.length) {
    throw modelInvalid(`a header of ${headerBytes} bytes`, `a file that ends after ${bytes.length} bytes`)
  }
  const header = parseJson(bytes.subarray(8, dataBegin))
  let metadata: Record<string, string> = {}
  const entries: TensorEntry[] = []
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') {
      const parsed = metadataSchema.safeParse(value)
      if (!parsed.success) throw modelInvalid('__metadata__ with text values', z.prettifyError(parsed.error))
      metadata = parsed.data
    } else entries.push(parseEntry(name, value))
  }
  checkCoverage(entries, bytes.length - dataBegin)
  return { metadata, entries, dataBegin }
}

function parseJson(bytes: Uint8Array): object {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw modelInvalid('a header in UTF-8', 'other bytes', cause)
  }
  let header: unknown
  try {
    header = JSON.parse(text)
  } catch (cause) {
    throw modelInvalid('a JSON header', text.slice(0, 80), cause)
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw modelInvalid('a JSON object as header', text.slice(0, 80))
  }
  const duplicate = findDuplicateKey(text)
  if (duplicate !== undefined) throw modelInvalid('each name once in the header', `"${duplicate}" twice`)
  return header
}

function parseEntry(name: string, value: unknown): TensorEntry {
  const parsed = entrySchema.safeParse(value)
  if (!parsed.success) {
    throw modelInvalid(`a float32 or float16 tensor "${name}"`, z.prettifyError(parsed.error), parsed.error)
  }
  const { dtype, shape, data_offsets } = parsed.data
  const [begin, end] = data_offsets
  const length = shape.reduce((product, size) => product * size, 1)
  if (end - begin !== length * bytesPerNumber[dtype]) {
    throw modelInvalid(
      `${length * bytesPerNumber[dtype]} bytes for tensor "${name}" of ${dtype} [${shape.join(', ')}]`,
      `offsets ${begin} to ${end}`,
    )
  }
  return { name, dtype, shape, begin, length }
}

function checkCoverage(entries: TensorEntry[], dataBytes: number): void {
  entries.sort((a, b) => a.begin - b.begin || a.length - b.length)
  let end = 0
  for (const { name, begin, length, dtype } of entries) {
    if (begin !== end) {
      const fault = begin > end ? 'a hole before it' : 'an overlap with the tensor before it'
      throw modelInvalid(`tensor "${name}" to begin at byte ${end} of the data`, `byte ${begin}: ${fault}`)
    }
    end = begin + length * bytesPerNumber[dtype]
  }
  if (end !== dataBytes) {
    throw modelInvalid(
      `${end} bytes of tensors`,
      `${dataBytes} bytes${dataBytes > end ? ', some of them trailing' : ''}`,
    )
  }
}
