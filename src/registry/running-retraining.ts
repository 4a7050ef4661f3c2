import { TickwiseError } from '../errors.ts'
import type { Decision } from './decision.ts'

const endings: readonly Decision['kind'][] = ['challenge', 'promote', 'reject', 'stop']

/** The last retraining, unless it has ended. */
export function runningRetraining(history: readonly Decision[]): Decision | undefined {
  const begun = history.findLast(({ kind }) => kind === 'retrain')
  const ended = history.some(({ kind, retraining }) => retraining === begun?.number && endings.includes(kind))
  return begun === undefined || ended ? undefined : begun
}

/** Throws `STORE_FENCED` unless `retraining` is the one that runs. */
export function checkRetraining(history: readonly Decision[], retraining: number): void {
  const running = runningRetraining(history)
  if (running?.number === retraining) return
  throw new TickwiseError('STORE_FENCED', {
    expected: `retraining ${retraining} to be the one that decides`,
    received: running === undefined ? 'no retraining that runs' : `retraining ${running.number}, which took over`,
    action: 'Nothing needs to be done: the later one decides. Its heartbeat was missed if this one still ran.',
  })
}
