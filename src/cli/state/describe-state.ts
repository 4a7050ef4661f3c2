import type { SectionReport } from './report-section.ts'
import type { KeyReport, PartitionReport, StateReport } from './state-report.ts'

/** A state report as text. */
export function describeState({ state, partitions, records }: StateReport): string {
  if (partitions.length === 0) return `${state}: no checkpoint so far`
  if (records.length > 0) return records.map(describeKey).join('\n\n')
  return partitions.map(describePartition).join('\n\n')
}

function describePartition(report: PartitionReport): string {
  const { partition, offset, pipeline, sections, identity, marks, counters, highEventTime, keys, moreKeys } = report
  return rows([
    [partition, `pipeline ${pipeline}`],
    ['  offset', `${offset}, the next one to read`],
    ['  up to', timeText(highEventTime)],
    ['  counters', listText(counters)],
    ['  outputs at', `${listText(marks)} bytes`],
    ['  sections', sections.join(' ')],
    ['  input', identity],
    ['  keys', `${keys.join(', ') || 'none'}${moreKeys ? ', ...' : ''}`],
  ])
}

function describeKey({ partition, key, bytes, offset, eventTime, ticks, sections }: KeyReport): string {
  const head: [string, string][] = [
    [key, `in ${partition}, ${bytes} bytes`],
    ['  ticks', `${ticks}, the last one at offset ${offset}, ${timeText(eventTime)}`],
  ]
  return [rows(head), ...sections.map(describeSection)].join('\n')
}

function describeSection(section: SectionReport): string {
  const { id, version, stampHash, bytes, numbers, scores, json, model, unread } = section
  const stamp = /^0*$/.test(stampHash) ? '' : `, stamp ${stampHash}`
  const by = model === undefined || model === '' ? '' : `, advanced by model ${model}`
  const lines = [`  ${id}  version ${version}, ${bytes} bytes${stamp}${by}`]
  if (unread !== undefined) lines.push(`    not shown: ${unread}`)
  if (numbers !== undefined) lines.push(...numberLines(numbers))
  if (json !== undefined) lines.push(`    ${JSON.stringify(json)}`)
  for (const { horizon, sinceStart, verdict } of scores ?? []) {
    const { scored, mae, naive, coverage } = sinceStart
    const known = `network ${shortText(mae)}, last value ${shortText(naive.lastValue?.mae ?? NaN)}, in band ${shortText(100 * coverage)} %`
    lines.push(`    +${horizon}: ${scored} scored${scored > 0 ? `, mean absolute error ${known}; ${verdict}` : ''}`)
  }
  return lines.join('\n')
}

const numbersALine = 8

function numberLines(numbers: readonly number[]): string[] {
  const lines: string[] = []
  for (let i = 0; i < numbers.length; i += numbersALine) {
    const row = numbers.slice(i, i + numbersALine)
    lines.push(`    ${row.map((value) => shortText(value).padStart(10)).join(' ')}`)
  }
  return lines
}

function shortText(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(5))) : String(value)
}

function timeText(time: number | undefined): string {
  return time === undefined ? 'no event time' : new Date(time).toISOString()
}

function listText(counts: Readonly<Record<string, number>>): string {
  return (
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ') || 'none'
  )
}

function rows(pairs: readonly (readonly [string, string])[]): string {
  const width = Math.max(...pairs.map(([name]) => name.length))
  return pairs.map(([name, text]) => `${name.padEnd(width)}  ${text}`).join('\n')
}
