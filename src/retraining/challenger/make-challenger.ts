import { TickwiseError } from '../../errors.ts'
import type { Judgement, PromotionRules } from '../../registry/judge-challenger.ts'
import type { Model } from '../../model/model.ts'
import type { TrainingInput } from '../../training/training-options.ts'
import type { TrainingWindow } from '../window/training-window.ts'
import { judgeHeldOut } from './judge-held-out.ts'
import { splitWindow } from './split-window.ts'
import { trainChallenger, type ChallengerHooks } from './train-challenger.ts'
import type { ForecastHead } from './window-targets.ts'

/** Plain data: it travels to a thread. */
export interface ChallengerJob {
  readonly window: TrainingWindow
  readonly heldOut: number
  readonly validation: number
  readonly start: 'champion' | 'fresh'
  readonly seed: number
  readonly options: Omit<TrainingInput, 'seed'>
  readonly rules: PromotionRules
  readonly resume?: Uint8Array | undefined
}

export interface Challenge {
  readonly challenger: Model
  readonly judgement: Judgement
}

/**
 * Trains a challenger, then replays the held-out stretch by champion and challenger as they are served, beside the naive
 * forecast, and judges. Throws `CONFIG_INVALID` for a model that has no forecast head, `TRAINING_FAILED`.
 */
export async function makeChallenger(champion: Model, job: ChallengerJob, hooks: ChallengerHooks): Promise<Challenge> {
  const { window, rules } = job
  const head = forecastHead(champion)
  const split = splitWindow(window, head, job)
  const { start, seed, options, resume } = job
  const challenger = await trainChallenger({ champion, split, start, seed, options, resume }, hooks)
  return { challenger, judgement: await judgeHeldOut({ champion, challenger, window, split, rules }, hooks.pause) }
}

function forecastHead({ spec: { name, head, input } }: Model): ForecastHead {
  if (head.kind === 'forecast' && input.kind === 'features') return head
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'a champion with features and a forecast head: only those are retrained',
    received: `${name} with ${input.kind} and the head ${head.kind}`,
    action: 'Train a new model with `tickwise train` and promote it with `tickwise models promote`.',
  })
}
