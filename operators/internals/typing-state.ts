import { invalidRecord } from '../../src/state/record-error.ts'
import type { Section } from '../../src/state/section.ts'

/** A place between two words that typing can come back to. */
export interface WordBoundary {
  /** What was typed since the boundary before: a word and what ended it. */
  text: string
  /** How much of it is the word, in UTF-16 units. */
  readonly word: number
  /** Words of the user's own that were added here. */
  readonly own: number
  /** Hidden state of the network here. */
  readonly state: Float32Array
  /** Log of the sum over all words of e^logit, once somebody asked. */
  logSum: number | undefined
}

/** What somebody types, as far as suggestions need it. */
export interface TypingState {
  /** The oldest first; the last one is where the word that is being typed begins. Empty before the first keystroke. */
  boundaries: WordBoundary[]
  /** The word that is being typed. */
  typed: string
  /** What was suggested for it and passed over. */
  shown: string[]
  /** The user's last words, the oldest first. */
  own: string[]
}

interface Header {
  readonly typed: string
  readonly shown: string[]
  readonly own: string[]
  readonly boundaries: { text: string; word: number; own: number; logSum: number | null }[]
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The state in a key record: length of a JSON header, the header, the hidden states. `size`: numbers of one. */
export function typingSection(id: string, stamp: string, size: number): Section<TypingState> {
  return {
    id,
    version: 1,
    stamp,
    create: () => ({ boundaries: [], typed: '', shown: [], own: [] }),
    encode({ boundaries, typed, shown, own }) {
      const header: Header = {
        ...{ typed, shown, own },
        boundaries: boundaries.map(({ text, word, own: words, logSum }) => ({
          text,
          word,
          own: words,
          logSum: logSum ?? null,
        })),
      }
      const json = encoder.encode(JSON.stringify(header))
      const bytes = new Uint8Array(4 + json.length + boundaries.length * size * 4)
      const view = new DataView(bytes.buffer)
      view.setUint32(0, json.length, true)
      bytes.set(json, 4)
      let at = 4 + json.length
      for (const { state } of boundaries) {
        for (let i = 0; i < size; i++, at += 4) view.setFloat32(at, state[i]!, true)
      }
      return bytes
    },
    decode(bytes) {
      try {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        const length = view.getUint32(0, true)
        const header = JSON.parse(decoder.decode(bytes.subarray(4, 4 + length))) as Header
        if (bytes.length !== 4 + length + header.boundaries.length * size * 4) throw new Error('cut off')
        let at = 4 + length
        const boundaries = header.boundaries.map(({ logSum, ...rest }): WordBoundary => {
          const state = new Float32Array(size)
          for (let i = 0; i < size; i++, at += 4) state[i] = view.getFloat32(at, true)
          return { ...rest, logSum: logSum ?? undefined, state }
        })
        return { ...header, boundaries }
      } catch (error) {
        throw invalidRecord(`section "${id}" of typing`, `${bytes.length} bytes that are none`, error)
      }
    },
  }
}
