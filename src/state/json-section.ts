import { TickwiseError } from '../errors.ts'
import { invalidRecord } from './record-error.ts'
import type { Section } from './section.ts'

/** A state kept as its JSON text, so that what is in memory is always what its record would decode to. */
export interface JsonState {
  json: string
}

export interface JsonSection<T> extends Section<JsonState> {
  /** A value of its own: changing it changes no state. */
  read(state: JsonState): T
  /** Throws `TICK_INVALID` for what JSON can't hold and `LIMIT_EXCEEDED` past `maxBytes`; the state is then unchanged. */
  write(state: JsonState, value: T): void
}

export interface JsonSectionOptions<T> {
  readonly id: string
  readonly version: number
  readonly stamp?: string
  readonly initial: T
  /** Limit of the JSON text in UTF-8; 64 KiB when left out. */
  readonly maxBytes?: number
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/** A state of any JSON value. For small states of users' own: it is parsed and written at every tick. */
export function jsonSection<T>(options: JsonSectionOptions<T>): JsonSection<T> {
  const { id, version, stamp = '', maxBytes = 65_536 } = options
  const toText = (value: T): string => {
    const json = toJsonText(id, value)
    // A UTF-16 code unit takes at most 3 bytes.
    const bytes = json.length * 3 <= maxBytes ? 0 : encoder.encode(json).length
    if (bytes <= maxBytes) return json
    throw new TickwiseError('LIMIT_EXCEEDED', {
      expected: `a state of "${id}" of at most ${maxBytes} bytes of JSON`,
      received: `${bytes} bytes`,
      action: 'Keep less per key, or raise `maxBytes`.',
    })
  }
  const initial = toText(options.initial)
  return {
    id,
    version,
    stamp,
    create: () => ({ json: initial }),
    encode: ({ json }) => encoder.encode(json),
    decode(bytes) {
      try {
        const json = utf8.decode(bytes)
        JSON.parse(json)
        return { json }
      } catch (error) {
        throw invalidRecord(`section "${id}" of JSON text`, `${bytes.length} bytes that are none`, error)
      }
    },
    read: ({ json }) => JSON.parse(json) as T,
    write(state, value) {
      state.json = toText(value)
    },
  }
}

/** The JSON text of a value; throws `TICK_INVALID` for what JSON can't hold. */
export function toJsonText(id: string, value: unknown): string {
  const refuse = (received: string) =>
    new TickwiseError('TICK_INVALID', {
      expected: `a state of "${id}" that JSON can hold, with finite numbers`,
      received,
      action: 'Return plain objects, arrays, strings, booleans and finite numbers.',
    })
  const json = JSON.stringify(value) as string | undefined
  if (json === undefined) throw refuse(typeof value)
  // JSON writes NaN and Infinity as null; only a text with a null in it needs the slow look.
  if (json.includes('null'))
    JSON.stringify(value, (name, part: unknown) => {
      if (typeof part === 'number' && !Number.isFinite(part))
        throw refuse(`${part}${name === '' ? '' : ` at "${name}"`}`)
      return part
    })
  return json
}
