import { parseArgs } from 'node:util'
import { noRedisReason } from '../../services/redis-server.ts'
import { randomRound } from './random-round.ts'
import { runRound } from './run-round.ts'
import { scenarios } from './scenarios.ts'
import { createSurroundings } from './surroundings.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    /** Instead of random rounds: each mistake planted once, in a round that is made to find it; all must be found. */
    mutate: { type: 'boolean', default: false },
    /** Only the planted mistakes (or scenarios) with this in their name. */
    only: { type: 'string', default: '' },
  },
})
const [rounds, seed] = [Number(values.rounds), Number(values.seed)]
const say = (text: string) => process.stdout.write(`${text}\n`)

if (noRedisReason !== undefined) throw new Error(noRedisReason)
const surroundings = await createSurroundings()
process.on('SIGINT', () => void surroundings.close().finally(() => process.exit(130)))
process.on('SIGTERM', () => void surroundings.close().finally(() => process.exit(143)))
let failed = 0
try {
  failed = values.mutate ? await mutate() : await endure()
} finally {
  await surroundings.close()
}
process.exit(failed === 0 ? 0 : 1)

/** Random rounds. Gives back how many went wrong. */
async function endure(): Promise<number> {
  let wrong = 0
  for (let n = 1; n <= rounds; n++) {
    const { options, trouble, summary } = randomRound(seed, n)
    say(`round ${n} of ${rounds}, seed ${seed}: ${summary}`)
    const startedAt = performance.now()
    const found = await runRound(options, surroundings, trouble, say)
    for (const line of found) say(`  WRONG: ${line}`)
    say(
      `  ${found.length === 0 ? 'every byte equal' : 'FAILED'} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`,
    )
    if (found.length > 0) wrong++
  }
  say(wrong === 0 ? `${rounds} rounds, seed ${seed}: all equal` : `${wrong} OF ${rounds} ROUNDS FAILED, seed ${seed}`)
  return wrong
}

/** Each scenario as it is, which must pass, and with its mistake planted, which must fail. */
async function mutate(): Promise<number> {
  let wrong = 0
  for (const { name, mistake, settings, trouble } of scenarios) {
    if (!name.includes(values.only)) continue
    for (const mutation of [undefined, name]) {
      say(mutation === undefined ? `${name}: without the mistake` : `${name}: ${mistake}`)
      const options = {
        name: `${mutation === undefined ? 'sound' : 'mutant'}-${name}-${process.pid}`,
        seed,
        persistence: 'none',
        ticksPerSecond: 1600,
        mutation,
        ...settings,
      } as const
      const found = await runRound(options, surroundings, trouble, say)
      for (const line of found) say(`  found: ${line}`)
      const isRight = (found.length === 0) === (mutation === undefined)
      if (!isRight) wrong++
      if (mutation === undefined) say(isRight ? '  every byte equal' : '  FAILED')
      else say(isRight ? '  the planted mistake was found' : '  THE PLANTED MISTAKE WAS NOT FOUND')
    }
  }
  return wrong
}
