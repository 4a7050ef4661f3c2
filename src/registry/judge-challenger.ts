import { TickwiseError } from '../errors.ts'
import { pairedBootstrap } from './paired-bootstrap.ts'

/** Losses of the same ticks, in their order, through the serving path. */
export interface HeldOutLosses {
  readonly champion: ArrayLike<number>
  readonly challenger: ArrayLike<number>
  /** Of the naive forecast: for the record, and for people. */
  readonly naive: ArrayLike<number>
}

export interface PromotionRules {
  /** The part of the champion's mean loss that a challenger must save; default 0.01. */
  readonly margin?: number
  /** How often an equal challenger may seem better; default 0.05. */
  readonly level?: number
  /** Ticks below which nobody is promoted; default 500. */
  readonly minimumTicks?: number
  readonly seed?: number
}

export interface Judgement {
  readonly promote: boolean
  readonly reason: string
  readonly scores: Readonly<Record<'champion' | 'challenger' | 'naive' | 'improvement' | 'pValue' | 'ticks', number>>
}

/** Whether a challenger takes over, and why. Throws `CONFIG_INVALID` unless the losses are finite and of the same ticks. */
export function judgeChallenger(losses: HeldOutLosses, rules: PromotionRules = {}): Judgement {
  const { margin = 0.01, level = 0.05, minimumTicks = 500, seed = 1 } = rules
  const ticks = losses.champion.length
  checkLosses(losses)
  const champion = meanOf(losses.champion)
  const challenger = meanOf(losses.challenger)
  const naive = meanOf(losses.naive)
  const improvement = champion > 0 ? (champion - challenger) / champion : 0
  const pValue = pairedBootstrap(losses.champion, losses.challenger, { seed })
  const scores = { champion, challenger, naive, improvement, pValue, ticks }
  const percent = (part: number) => `${(100 * part).toFixed(2)} %`
  const measured = `${percent(improvement)} less loss over ${ticks} ticks, p = ${pValue.toPrecision(2)}`
  const beside = challenger > naive ? '; the naive forecast is better than it' : ''
  const answer = (promote: boolean, reason: string): Judgement => ({ promote, reason: reason + beside, scores })
  if (ticks < minimumTicks) return answer(false, `${ticks} held-out ticks, ${minimumTicks} are needed`)
  if (improvement < margin) return answer(false, `${measured}; ${percent(margin)} are asked for`)
  if (pValue > level) return answer(false, `${measured}; that may be luck`)
  return answer(true, measured)
}

function meanOf(losses: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < losses.length; i++) sum += losses[i]!
  return sum / losses.length
}

function checkLosses({ champion, challenger, naive }: HeldOutLosses): void {
  const lengths = [champion, challenger, naive].map(({ length }) => length)
  const finite = [champion, challenger, naive].every((losses) => Array.from(losses).every(Number.isFinite))
  if (finite && lengths[0]! > 0 && lengths.every((length) => length === lengths[0])) return
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'finite losses of champion, challenger and naive for the same ticks, one or more',
    received: finite ? `${lengths.join(', ')} losses` : 'a loss that is not finite',
    action: 'Replay the same held-out stretch through all three.',
  })
}
