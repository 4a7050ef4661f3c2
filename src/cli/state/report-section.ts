import { servedSection } from '../../../operators/internals/served-state.ts'
import type { HorizonReport } from '../../evaluation/scores/score-report.ts'
import { readStoredReport, scoresVersion } from '../../evaluation/scores/stored-scores.ts'
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
  /** Of a network whose models may change: the version that advanced it, in the first 16 digits of its fingerprint. */
  readonly model?: string
  /** Why the state is not shown. */
  readonly unread?: string
}

type Reader = (bytes: Uint8Array) => Partial<SectionReport>

const readJson: Reader = (bytes) => ({ json: JSON.parse(new TextDecoder().decode(bytes)) as unknown })

/** How each operator's state reads, by the operator's name and the version of its section; '*' for any. */
const readers: Readonly<Record<string, Readonly<Record<number | '*', Reader | undefined>>>> = {
  infer: { 1: (bytes) => ({ numbers: [...new Float32Array(bytes.slice().buffer)] }), 2: readServed, '*': undefined },
  features: { 1: (bytes) => ({ numbers: [...new Float64Array(bytes.slice().buffer)] }), '*': undefined },
  score: { [scoresVersion]: (bytes) => ({ scores: readStoredReport(bytes) }), '*': undefined },
  dedupe: { 1: readJson, '*': undefined },
  scanByKey: { '*': readJson },
}

/** A section as people read it; of an operator that is not known here, or of another version of it, only the size. */
export function reportSection({ id, version, stampHash, bytes }: SectionDescription): SectionReport {
  const facts = { id, version, stampHash, bytes: bytes.length }
  const known = readers[id.replace(/-\d+$/, '')]
  if (known === undefined) return facts
  const read = known[version] ?? known['*']
  if (read !== undefined) return { ...facts, ...read(bytes) }
  const versions = Object.keys(known).filter((name) => name !== '*')
  return { ...facts, unread: `another version of Tickwise wrote it; this one reads version ${versions.join(' and ')}` }
}

function readServed(bytes: Uint8Array): Partial<SectionReport> {
  const inputSize = bytes.length < 24 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(20, true)
  const { version, h } = servedSection('infer', '', inputSize).decode(bytes)
  return { model: version, numbers: [...h] }
}
