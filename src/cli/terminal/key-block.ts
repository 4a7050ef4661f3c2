import { skillWords, type SkillWords, type Standing } from '../../dashboard/skill-words.ts'
import { decimalsOf, displayText, eventTimeText, figure } from './display-text.ts'
import { KeyHistory } from './key-history.ts'
import { lineChart } from './line-chart.ts'
import type { Line, Tone } from './spans.ts'

export interface KeyLayout {
  readonly columns: number
  readonly horizons: readonly number[]
  /** What one tick is called, in the singular: `day`. */
  readonly tickName: string
}

const labelWidth = 14
export const standingTones: Record<Standing, Tone> = {
  better: 'network',
  worse: 'naive',
  even: 'plain',
  unknown: 'quiet',
}

/** Lines of a `keyBlock` besides its chart. */
export const blockHeight = 10

/** A key in full: price and chart, the forecasts of each horizon, both errors so far and who is ahead. */
export function keyBlock(history: KeyHistory, layout: KeyLayout, chartHeight: number): Line[] {
  const { latest } = history
  const decimals = decimalsOf(latest.value, latest.text)
  const table: readonly TableRow[] = [
    ['', 'quiet', ({ title }) => title],
    ['network', 'network', ({ forecast }) => figure(forecast?.point, decimals)],
    ['  80 % from', 'plain', ({ forecast }) => figure(forecast?.lower, decimals)],
    ['  80 % to', 'plain', ({ forecast }) => figure(forecast?.upper, decimals)],
    ['  MAE so far', 'plain', ({ skill }) => figure(skill?.networkMae, decimals + 1)],
    ['last value', 'naive', () => figure(latest.naive, decimals)],
    ['  MAE so far', 'plain', ({ skill }) => figure(skill?.naiveMae, decimals + 1)],
    ['network is', undefined, ({ words }) => words.short],
  ]
  const columns = horizonColumns(history, layout)
  const rows = table.map(([label, tone, pick]): Line => {
    const cells = columns.map((column) => {
      return [pick(column).padStart(column.width), tone ?? standingTones[column.words.standing]] as const
    })
    return [[` ${label}`.padEnd(labelWidth), 'quiet'], ...cells]
  })
  return [headline(history), ...chart(history, layout.columns, chartHeight), ...rows, verdict(history)]
}

type TableRow = readonly [label: string, tone: Tone | undefined, pick: (column: HorizonColumn) => string]

interface HorizonColumn {
  readonly title: string
  readonly width: number
  readonly forecast: KeyHistory['latest']['forecasts'][number] | undefined
  readonly skill: KeyHistory['latest']['skill'][number] | undefined
  readonly words: SkillWords
}

/** As many horizons as fit beside each other. */
function horizonColumns({ latest }: KeyHistory, { columns, horizons, tickName }: KeyLayout): HorizonColumn[] {
  const widest = figure(latest.value, decimalsOf(latest.value, latest.text)).length
  const width = Math.max(13, widest + 3)
  const room = Math.max(1, Math.floor((columns - labelWidth) / width))
  return horizons.slice(0, room).map((horizon) => {
    const forecast = latest.forecasts.find((one) => one.horizon === horizon)
    const skill = latest.skill.find((one) => one.horizon === horizon && one.scored > 0)
    const none = { horizon, scored: 0, networkMae: NaN, naiveMae: NaN, coverage: NaN }
    const title = `+${horizon} ${tickName}${horizon === 1 ? '' : 's'}`
    return { title, width, forecast, skill, words: skillWords(skill ?? none) }
  })
}

function headline(history: KeyHistory): Line {
  const { key, value, text, eventTime } = history.latest
  const [before] = history.last(2)
  const moved = before === undefined || before === 0 ? NaN : (100 * (value - before)) / before
  return [
    [` ${displayText(key)}`, 'strong'],
    [`  ${displayText(text ?? figure(value, decimalsOf(value)))}`, 'strong'],
    [Number.isFinite(moved) ? `  ${moved >= 0 ? '+' : ''}${moved.toFixed(2)} %` : ''],
    [`  ${eventTimeText(eventTime)}`, 'quiet'],
  ]
}

/** The last values as a line, with its highest and lowest value beside it. */
function chart(history: KeyHistory, columns: number, chartHeight: number): Line[] {
  const decimals = decimalsOf(history.latest.value, history.latest.text)
  const widest = Math.max(...history.last(KeyHistory.most).map((value) => figure(value, decimals).length))
  const width = Math.max(1, columns - widest - 3)
  const values = history.last(2 * width)
  const labels = new Array<string>(chartHeight).fill('')
  labels[0] = figure(Math.max(...values), decimals)
  labels[chartHeight - 1] = figure(Math.min(...values), decimals)
  return lineChart(values, chartHeight).map((dots, row): Line => {
    return [[` ${dots.padEnd(width)}`], [`  ${(labels[row] ?? '').padStart(widest)}`, 'quiet']]
  })
}

function verdict({ latest }: KeyHistory): Line {
  const first = latest.skill.find(({ scored }) => scored > 0)
  if (first === undefined) return [[' Nothing is scored yet.', 'quiet']]
  const { standing, words } = skillWords(first)
  return [
    [` +${first.horizon}: `, 'quiet'],
    [words, standingTones[standing]],
    [`; 80 % band held ${(100 * first.coverage).toFixed(1)} % of ${first.scored}`, 'quiet'],
  ]
}
