import { TickwiseError } from '../../errors.ts'
import type { Model } from '../../model/model.ts'
import { judgeChallenger, type Judgement, type PromotionRules } from '../../registry/judge-challenger.ts'
import type { TrainingWindow } from '../window/training-window.ts'
import { naiveLosses, pairLosses } from './held-out-losses.ts'
import { fitNaiveForecast } from './naive-forecast.ts'
import { replayWindow } from './replay-window.ts'
import type { WindowSplit } from './split-window.ts'
import type { ForecastHead } from './window-targets.ts'

export interface HeldOutTrial {
  /** Both have the same forecast head. */
  readonly champion: Model
  readonly challenger: Model
  readonly window: TrainingWindow
  readonly split: WindowSplit
  readonly rules: PromotionRules
}

/**
 * Replays the held-out stretch by champion and challenger as they are served, beside the naive forecast, and judges. Throws
 * `INPUT_INVALID` where nothing can be compared.
 */
export async function judgeHeldOut(
  { champion, challenger, window, split, rules }: HeldOutTrial,
  pause: () => Promise<void>,
): Promise<Judgement> {
  const head = champion.spec.head as ForecastHead
  const from = split.heldOutFrom
  const { failed, ...losses } = pairLosses({
    champion: await replayWindow(champion, window, from, pause),
    challenger: await replayWindow(challenger, window, from, pause),
    naive: naiveLosses(window, from, head, fitNaiveForecast(split, head)),
  })
  if (losses.champion.length === 0) throw tooLittle()
  const judgement = judgeChallenger(losses, rules)
  if (failed === 0) return judgement
  return { ...judgement, promote: false, reason: `it failed on ${failed} ticks that the champion served` }
}

function tooLittle(): TickwiseError {
  return new TickwiseError('INPUT_INVALID', {
    expected: 'a held-out stretch with forecasts whose answers are known',
    received: 'none',
    action: 'Give a longer window, or hold out more of it.',
  })
}
