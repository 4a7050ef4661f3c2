import { skillWords } from '../../dashboard/skill-words.ts'
import { decimalsOf, displayText, figure } from './display-text.ts'
import { standingTones, type KeyLayout } from './key-block.ts'
import type { KeyHistory } from './key-history.ts'
import { sparkline } from './sparkline.ts'
import type { Line } from './spans.ts'

/** A key in one line, for when there is no room for more. */
export function keyLine(history: KeyHistory, { columns, tickName }: KeyLayout): Line {
  const { key, value, text, forecasts, skill } = history.latest
  const decimals = decimalsOf(value, text)
  const nearest = forecasts[0]
  const first = skill[0]
  const words = first === undefined ? undefined : skillWords(first)
  return [
    [` ${[...displayText(key)].slice(0, 12).join('').padEnd(12)} `],
    [sparkline(history.last(Math.max(6, columns - 64))), 'quiet'],
    [` ${displayText(text ?? figure(value, decimals)).padStart(10)}`, 'strong'],
    [nearest === undefined ? '' : `  +${nearest.horizon} ${tickName} `, 'quiet'],
    [nearest === undefined ? '' : figure(nearest.point, decimals), 'network'],
    words === undefined ? [''] : [`  network ${words.short}`, standingTones[words.standing]],
  ]
}
