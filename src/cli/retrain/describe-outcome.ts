import type { RetrainingOutcome } from '../../retraining/retraining-event.ts'

/** What became of a retraining, for people. */
export function describeOutcome(outcome: RetrainingOutcome): string {
  if (outcome.kind === 'busy') {
    const { number, reason } = outcome.by
    return `Retraining ${number} (${reason}) is running: nothing was done.`
  }
  if (outcome.kind === 'waits') return outcome.reason
  const { model, reason } = outcome.decision
  const who = model.slice(0, 12)
  if (outcome.kind === 'promoted') return `${who} is the champion now: ${reason}.`
  if (outcome.kind === 'challenges') return `${who} is the challenger now: ${reason}.`
  if (outcome.kind === 'rejected') return `${who} is rejected, the champion stays: ${reason}.`
  return `The champion stays: ${reason}.`
}
