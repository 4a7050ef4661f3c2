import type { Frame, RunStatus } from '../../dashboard/frame.ts'
import { skillWords } from '../../dashboard/skill-words.ts'
import { countText, decimalsOf, displayText, eventTimeText, figure } from './display-text.ts'

/** One line about a tick, without colours, for logs: what came, the nearest forecast, who is ahead, how the run is. */
export function plainLine(frame: Frame, status: RunStatus | undefined, tickName: string): string {
  const { key, value, text, eventTime, forecasts, skill } = frame
  const decimals = decimalsOf(value, text)
  const nearest = forecasts[0]
  const first = skill[0]
  const parts = [
    `${eventTimeText(eventTime)} ${displayText(key)} ${displayText(text ?? figure(value, decimals))}`.trim(),
    nearest === undefined
      ? ''
      : `+${nearest.horizon} ${tickName} ${figure(nearest.point, decimals)} (80 % ${figure(nearest.lower, decimals)} to ${figure(nearest.upper, decimals)})`,
    first === undefined ? '' : skillWords(first).words,
    status === undefined
      ? ''
      : `${countText(status.ticks)} ticks, ${countText(status.ticksPerSecond)}/s, ${countText(status.deadLetters)} dead letters`,
  ]
  return parts.filter((part) => part !== '').join('  ')
}
