import { TickwiseError } from '../errors.ts'
import { drive, type DriveOptions, type Faults } from './drive.ts'
import { firstDifference } from './first-difference.ts'

export interface ReplayReport {
  readonly ticks: number
  readonly outputs: number
  readonly deadLetters: number
  readonly keys: number
  /** One entry a run, e.g. `turns of 7, crash at saved, rebalance`. */
  readonly runs: readonly string[]
}

const turnSizes = [1, 7, 4096]
const disturbed: Faults = { crashes: 3, rebalances: 2, redeliveries: 2, refusals: 2, storeLosses: 1 }

const variants = [
  { sink: 'marked', faults: {} },
  { sink: 'marked', faults: disturbed },
  { sink: 'transactional', faults: disturbed },
] as const

/**
 * Runs a chain over the same log at turns of 1, 7 and 4,096 ticks, each undisturbed and with crashes, rebalances,
 * redeliveries, refused commits and a lost store at places the seed chooses, and compares every byte of outputs, dead letters and key records. Throws
 * `CHAIN_INVALID` with the first difference: the chain then holds state that is not in the key record, or depends on
 * chance or time.
 */
export async function replay<T, R>(
  options: Omit<DriveOptions<T, R>, 'turnSize' | 'sink' | 'faults'>,
): Promise<ReplayReport> {
  const { seed = 1 } = options
  const expected = await drive({ ...options, turnSize: 1 })
  const runs: string[] = []
  for (const turnSize of turnSizes) {
    for (const { sink, faults } of variants) {
      const found = await drive({ ...options, sink, turnSize, faults, seed: seed + turnSize })
      const name = [`turns of ${turnSize}`, sink, ...found.done].join(', ')
      const difference = firstDifference(found, expected)
      if (difference !== undefined) throw notReplayable(name, difference)
      runs.push(name)
    }
  }
  const { outputs, deadLetters, records } = expected
  let keys = 0
  for (const ofPartition of records.values()) keys += ofPartition.size
  return { ticks: options.entries.length, outputs: outputs.length, deadLetters: deadLetters.length, keys, runs }
}

function notReplayable(run: string, difference: string): TickwiseError {
  return new TickwiseError('CHAIN_INVALID', {
    expected: 'the same bytes at every turn size, crash and restart',
    received: `with ${run}: ${difference}`,
    action:
      'Keep state in scanByKey instead of scan, pairwise or closures, and take time from ticks instead of the clock.',
  })
}
