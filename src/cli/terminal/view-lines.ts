import type { RunStatus } from '../../dashboard/frame.ts'
import { countText, displayText } from './display-text.ts'
import type { KeyHistory } from './key-history.ts'
import { blockHeight, keyBlock, type KeyLayout } from './key-block.ts'
import { keyLine } from './key-line.ts'
import type { Line } from './spans.ts'

const smallestChart = 3

export interface ViewContent {
  readonly title: string
  readonly status: RunStatus | undefined
  readonly keys: readonly KeyHistory[]
  /** Keys that have come and are not among `keys`. */
  readonly keysNotShown: number
}

export interface ViewLayout extends KeyLayout {
  readonly rows: number
}

/** The whole screen, never more than `rows` lines: as many keys in full as fit, a line for each other, then a count. */
export function viewLines({ title, status, keys, keysNotShown }: ViewContent, layout: ViewLayout): Line[] {
  const head: Line[] = [
    [
      [` ${displayText(title)}`, 'strong'],
      [stateText(status), 'quiet'],
    ],
    [],
  ]
  const foot: Line[] = [footer(status)]
  const room = Math.max(1, layout.rows - head.length - foot.length)
  const { full, chartHeight } = shareRoom(keys.length, room)
  const body = keys.slice(0, full).flatMap((history) => [...keyBlock(history, layout, chartHeight), []])
  const rest = keys.slice(full)
  const lines = Math.max(
    0,
    rest.length + (keysNotShown > 0 ? 1 : 0) <= room - body.length ? rest.length : room - body.length - 1,
  )
  body.push(...rest.slice(0, lines).map((history) => keyLine(history, layout)))
  const left = rest.length - lines + keysNotShown
  if (left > 0) body.push([[` and ${countText(left)} more ${left === 1 ? 'key' : 'keys'}`, 'quiet']])
  return [...head, ...body, ...foot].slice(0, layout.rows)
}

/** How many keys are shown in full, leaving a line for each of the first others, and how high their charts may be. */
function shareRoom(keys: number, room: number): { full: number; chartHeight: number } {
  const blockLines = smallestChart + blockHeight + 1
  let full = Math.min(keys, Math.floor(room / blockLines))
  while (full > 0 && full * blockLines + Math.min(4, keys - full) > room) full -= 1
  const spare = room - full * blockLines - (keys - full)
  return { full, chartHeight: smallestChart + Math.max(0, Math.min(5, Math.floor(spare / Math.max(1, full)))) }
}

function stateText(status: RunStatus | undefined): string {
  if (status === undefined) return '  starting'
  return status.state === 'running' ? '' : `  ${status.state}`
}

function footer(status: RunStatus | undefined): Line {
  if (status === undefined) return [[' Ctrl+C stops; run again to go on', 'quiet']]
  const { ticks, ticksPerSecond, deadLetters, state } = status
  const rate = ticksPerSecond < 10 ? ticksPerSecond.toFixed(1) : countText(ticksPerSecond)
  return [
    [` ${countText(ticks)} ticks  ${rate}/s  `],
    [`${countText(deadLetters)} dead letters`, deadLetters > 0 ? 'alert' : 'plain'],
    [state === 'ended' ? '' : '   Ctrl+C stops; run again to go on', 'quiet'],
  ]
}
