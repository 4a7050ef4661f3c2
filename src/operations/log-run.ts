import type { DeadLetter } from '../stream/dead-letter.ts'
import type { Log } from './create-log.ts'
import { logModels } from './log-models.ts'
import type { RunObserver } from './run-observer.ts'

/** Dead letters named one by one in each interval; the others are counted, so that a bad producer can't flood the log. */
const lettersNamed = 10

export interface LogRunOptions {
  /** Seconds of a clock that only goes forward. */
  readonly seconds: () => number
  /** Between two lines about progress. */
  readonly everySeconds?: number
  /** A phase that takes longer is worth a line; reading is waiting, and never is. */
  readonly slowSeconds?: number
}

/** Tells a log what a run does: its start, its recoveries, progress now and then, dead letters, slow phases. */
export function logRun(
  log: Log,
  { seconds, everySeconds = 10, slowSeconds = 5 }: LogRunOptions,
): Required<RunObserver> {
  let since = seconds()
  let [ticks, outputs, refused] = [0, 0, 0]

  function tell(now: number): void {
    const rate = Math.round(ticks / Math.max(now - since, 1e-3))
    if (ticks + refused > 0) log.info({ ticks, outputs, deadLetters: refused, ticksPerSecond: rate }, 'progress')
    since = now
    ;[ticks, outputs, refused] = [0, 0, 0]
  }

  return {
    onStart: ({ guarantee, counters }) => log.info({ guarantee, counters }, 'started'),
    ...logModels(log),
    onStop: () => log.info({}, 'stopping: the turn under way is finished and saved'),
    onTurn(news) {
      ticks += news.ticks.length
      outputs += news.outputs.length
      for (const letter of news.deadLetters) if (refused++ < lettersNamed) log.warn(placeOf(letter), 'dead letter')
      const now = seconds()
      if (now - since >= everySeconds) tell(now)
    },
    onPhase(phase) {
      const begun = seconds()
      return () => {
        const took = seconds() - begun
        if (phase === 'recover') log.info({ seconds: round(took) }, 'partitions recovered')
        else if (phase !== 'read' && took >= slowSeconds) log.warn({ phase, seconds: round(took) }, 'slow phase')
      }
    },
  }
}

/** Where to find it, and what was wrong. Not what it holds: a payload is not ours to copy into a log. */
function placeOf({ topic, partition, offset, reason, message }: DeadLetter): object {
  return { topic, partition, offset, reason, why: message }
}

function round(seconds: number): number {
  return Number(seconds.toFixed(3))
}
