import { TickwiseError } from '../../errors.ts'
import { readReport, readSkill } from './read-scores.ts'
import { ScoreLayout, shapeOf } from './score-layout.ts'
import type { HorizonReport, HorizonSkill } from './score-report.ts'

/** Of the section of a key's scores: what its numbers mean. */
export const scoresVersion = 3

/** The section of a key's scores; empty before its first forecast. */
export function encodeScores(scores: Float64Array | undefined): Uint8Array {
  if (scores === undefined) return new Uint8Array(0)
  return new Uint8Array(scores.buffer, scores.byteOffset, scores.byteLength)
}

/** Throws `RECORD_INVALID` for bytes that are no scores. */
export function decodeScores(bytes: Uint8Array): Float64Array | undefined {
  return decode(bytes)?.scores
}

/** What a key's section says, without its operator. Throws `RECORD_INVALID` for bytes that are no scores. */
export function readStoredSkill(bytes: Uint8Array): HorizonSkill[] {
  const stored = decode(bytes)
  return stored === undefined ? [] : readSkill(stored.layout, stored.scores)
}

/** The same with all measures. */
export function readStoredReport(bytes: Uint8Array): HorizonReport[] {
  const stored = decode(bytes)
  return stored === undefined ? [] : readReport(stored.layout, stored.scores)
}

function decode(bytes: Uint8Array): { readonly layout: ScoreLayout; readonly scores: Float64Array } | undefined {
  if (bytes.length === 0) return undefined
  if (bytes.length % Float64Array.BYTES_PER_ELEMENT === 0) {
    const scores = new Float64Array(bytes.slice().buffer)
    const shape = shapeOf(scores)
    const layout = shape && new ScoreLayout(shape)
    if (layout?.fits(scores) === true) return { layout, scores }
  }
  throw new TickwiseError('RECORD_INVALID', {
    expected: 'running scores as float64 numbers that describe themselves',
    received: `${bytes.length} bytes that do not`,
    action: 'The store is damaged: restore it, or `tickwise reset` and replay.',
  })
}
