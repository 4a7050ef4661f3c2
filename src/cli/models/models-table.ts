import Table from 'cli-table3'
import type { Decision } from '../../registry/decision.ts'
import type { ModelVersion } from '../../registry/model-version.ts'
import type { Standing } from '../../registry/standing.ts'
import { displayText } from '../terminal/display-text.ts'
import { tableLines } from '../terminal/table-lines.ts'

const short = (fingerprint: string) => fingerprint.slice(0, 12)
const day = (at: number) => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

/** Every model, the newest last: what it is called, who it is, where it comes from. */
export function versionsTable(versions: readonly ModelVersion[], { champion, challenger }: Standing): string {
  const table = new Table({ ...tableLines, head: ['model', 'name', 'added (UTC)', 'from', 'serves', 'scores'] })
  for (const { fingerprint, name, addedAt, parent, scores } of versions) {
    const serves = fingerprint === champion ? 'champion' : fingerprint === challenger ? 'challenger' : ''
    table.push([short(fingerprint), displayText(name), day(addedAt), short(parent ?? ''), serves, scoresText(scores)])
  }
  return table.toString()
}

/** Every decision, the newest last. */
export function historyTable(history: readonly Decision[]): string {
  const table = new Table({ ...tableLines, head: ['', 'at (UTC)', 'decision', 'model', 'because'] })
  for (const { number, at, kind, model, reason } of history) {
    table.push([number, day(at), kind, short(model), displayText(reason)])
  }
  return table.toString()
}

/** Score by score, a column a model. */
export function scoresTable(versions: readonly ModelVersion[]): string {
  const names = [...new Set(versions.flatMap(({ scores = {} }) => Object.keys(scores)))].sort()
  const table = new Table({ ...tableLines, head: ['score', ...versions.map(({ fingerprint }) => short(fingerprint))] })
  for (const name of names) table.push([name, ...versions.map(({ scores }) => figureText(scores?.[name]))])
  return names.length > 0 ? table.toString() : 'no scores were recorded for these models'
}

function scoresText(scores: ModelVersion['scores'] = {}): string {
  return Object.entries(scores)
    .map(([name, score]) => `${name} ${figureText(score)}`)
    .join(', ')
}

const figureText = (score: number | undefined) => (score === undefined ? '–' : String(Number(score.toPrecision(5))))
