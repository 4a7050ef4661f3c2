import { TickwiseError } from '../errors.ts'
import type { Decision } from './decision.ts'

/** Who serves and who would like to. */
export interface Standing {
  /** Every champion that a rollback can come back to, the present one last. */
  readonly champions: readonly string[]
  readonly champion: string | undefined
  readonly challenger: string | undefined
}

/** Reads the standing out of the whole history. Throws `RECORD_INVALID` for a rollback with nothing before it. */
export function standingAfter(history: readonly Decision[]): Standing {
  const champions: string[] = []
  let challenger: string | undefined
  for (const { number, kind, model } of history) {
    if (kind === 'challenge') challenger = model
    else if (kind === 'reject') challenger = challenger === model ? undefined : challenger
    else if (kind === 'promote') {
      champions.push(model)
      challenger = challenger === model ? undefined : challenger
    } else if (kind === 'rollback') {
      champions.pop()
      if (champions.at(-1) !== model) throw broken(number, model)
    }
  }
  return { champions, champion: champions.at(-1), challenger }
}

function broken(number: number, model: string): TickwiseError {
  return new TickwiseError('RECORD_INVALID', {
    expected: 'a rollback to the champion before the present one',
    received: `decision ${number}, to ${model.slice(0, 12)}`,
    action: 'Restore the registry from a copy: somebody changed its decisions by hand.',
  })
}
