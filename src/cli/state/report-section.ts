import type { HorizonReport } from '../../evaluation/scores/score-report.ts'
import { readStoredReport } from '../../evaluation/scores/stored-scores.ts'
import type { SectionDescription } from '../../state/describe-record.ts'

export interface SectionReport {
  readonly id: string
  readonly version: number
  /** First half of a SHA-256 of what else the bytes depend on, such as the model; zeros for nothing. */
  readonly stampHash: string
  readonly bytes: number
  /** The state, where its operator is one of ours. */
  readonly numbers?: readonly number[]
  readonly scores?: readonly HorizonReport[]
  readonly json?: unknown
}

/** How each operator's state reads, by the operator's name. */
const readers: Readonly<Record<string, (bytes: Uint8Array) => Partial<SectionReport>>> = {
  infer: (bytes) => ({ numbers: [...new Float32Array(bytes.slice().buffer)] }),
  features: (bytes) => ({ numbers: [...new Float64Array(bytes.slice().buffer)] }),
  score: (bytes) => ({ scores: readStoredReport(bytes) }),
  dedupe: (bytes) => ({ json: JSON.parse(new TextDecoder().decode(bytes)) as unknown }),
  scanByKey: (bytes) => ({ json: JSON.parse(new TextDecoder().decode(bytes)) as unknown }),
}

/** A section as people read it; of an operator that is not known here only the size. */
export function reportSection({ id, version, stampHash, bytes }: SectionDescription): SectionReport {
  const read = readers[id.replace(/-\d+$/, '')]
  return { id, version, stampHash, bytes: bytes.length, ...read?.(bytes) }
}
