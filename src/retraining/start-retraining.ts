import type { Decision } from '../registry/decision.ts'
import { runningRetraining } from '../registry/running-retraining.ts'
import { parseRetrainOptions, type RetrainInput, type RetrainOptions, type RetrainRecipe } from './retrain-options.ts'
import type { RetrainingOutcome } from './retraining-event.ts'
import { runRetraining, type RetrainingTask } from './run-retraining.ts'
import { createCronTimer } from './schedule/cron-timer.ts'
import { createStreamTriggers, type Trigger } from './schedule/stream-triggers.ts'

export interface ScheduledRetraining extends Omit<RetrainingTask, 'reason' | 'recipe' | 'waits'> {
  readonly options: RetrainInput
}

/** A pipeline's retraining: begins when it is due, one at a time, beside the loop that reads ticks. */
export interface Retraining {
  /** News of a turn that was committed: its ticks and outputs. An output with a `drift` that is not null tells of one. */
  observe(turn: { readonly ticks: readonly unknown[]; readonly outputs: readonly { readonly value: unknown }[] }): void
  /** Begins one now, whatever the schedule; joins the one under way. Rejects when it fails. */
  retrain(reason: string): Promise<RetrainingOutcome>
  /** Resolves when none is under way; its failure was told by an event. */
  idle(): Promise<void>
  /** Ends the one under way, and begins no other. */
  close(): Promise<void>
}

/**
 * Watches the schedule of a pipeline's retraining. Failures go to `onEvent` and end nothing. One that a dead worker left
 * is gone on with at once. Throws `CONFIG_INVALID`.
 */
export function startRetraining({ options: input, ...task }: ScheduledRetraining): Retraining {
  const options = parseRetrainOptions(input)
  const { schedule, cooldownMs, ...recipe } = options
  const closing = new AbortController()
  const signal = task.signal === undefined ? closing.signal : AbortSignal.any([closing.signal, task.signal])
  const triggers = createStreamTriggers(schedule)
  let underWay: Promise<RetrainingOutcome> | undefined

  function begin(trigger: Trigger, waits?: RetrainingTask['waits']): Promise<RetrainingOutcome> {
    underWay ??= runRetraining({
      ...task,
      reason: trigger.reason,
      recipe: fit(recipe, trigger),
      signal,
      waits,
    }).finally(() => (underWay = undefined))
    return underWay
  }
  function due(trigger: Trigger): void {
    if (underWay !== undefined || signal.aborted) return
    const waits = (history: readonly Decision[]) => cooling(history, task.registry.now(), cooldownMs)
    begin(trigger, waits).catch((error: unknown) => {
      if (!signal.aborted) task.onEvent?.({ type: 'failed', error })
    })
  }
  async function idle(): Promise<void> {
    await underWay?.catch(() => undefined)
  }
  const cron =
    schedule.cron === undefined
      ? undefined
      : createCronTimer(schedule.cron, schedule.timeZone ?? 'UTC', () => due({ reason: `cron ${schedule.cron}` }))
  task.registry.history().then(
    (history) => {
      const left = runningRetraining(history)
      if (left !== undefined) due({ reason: `goes on with retraining ${left.number}: ${left.reason}` })
    },
    (error: unknown) => task.onEvent?.({ type: 'failed', error }),
  )

  return {
    observe({ ticks, outputs }) {
      const trigger = triggers.take(ticks.length, outputs.filter(({ value }) => tellsDrift(value)).length)
      if (trigger !== undefined) due(trigger)
    },
    async retrain(reason) {
      triggers.reset()
      const joined = await underWay
      return joined === undefined || joined.kind === 'waits' ? begin({ reason }) : joined
    },
    idle,
    async close() {
      cron?.close()
      closing.abort(new Error('the pipeline ended'))
      await idle()
    },
  }
}

function fit(recipe: RetrainRecipe, { windowTicks }: Trigger): RetrainRecipe {
  return windowTicks === undefined ? recipe : { ...recipe, windowTicks: Math.min(windowTicks, recipe.windowTicks) }
}

function cooling(history: readonly Decision[], now: number, cooldownMs: RetrainOptions['cooldownMs']) {
  const last = history.findLast(({ kind }) => kind === 'retrain')
  const since = last === undefined ? Infinity : now - last.at
  return since < cooldownMs
    ? `retraining ${last?.number} began ${since} ms ago; none within ${cooldownMs} ms`
    : undefined
}

function tellsDrift(value: unknown): boolean {
  const { drift } = (typeof value === 'object' && value !== null ? value : {}) as { readonly drift?: unknown }
  return drift !== undefined && drift !== null
}
