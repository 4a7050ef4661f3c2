import { parseArgs } from 'node:util'
import { noRedisReason } from '../../services/redis-server.ts'
import { randomRound } from './random-round.ts'
import { runRound } from './run-round.ts'
import { Belongings } from './servers/belongings.ts'
import { createSurroundings, type Surroundings } from './servers/surroundings.ts'
import { scenarios } from './trouble/scenarios.ts'
import { swapScenarios } from './trouble/swap-scenarios.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    /** The number of the first round, to repeat one of a longer run. */
    from: { type: 'string', default: '1' },
    /** Instead of random rounds: each mistake planted once, in a round that is made to find it; all must be found. */
    mutate: { type: 'boolean', default: false },
    /** Only the planted mistakes (or scenarios) with this in their name. */
    only: { type: 'string', default: '' },
  },
})
const [rounds, seed, from] = [Number(values.rounds), Number(values.seed), Number(values.from)]
const belongings = new Belongings()
const say = (text: string) => void (belongings.isClosed || process.stdout.write(`${text}\n`))

if (noRedisReason !== undefined) throw new Error(noRedisReason)
const code = await Promise.race([interruption(), test()])
await belongings.close()
process.exit(code)

/** Resolves with an exit code when the run is to end before its time: servers and workers must not outlive it. */
function interruption(): Promise<number> {
  return new Promise((resolve) => {
    process.on('SIGINT', () => resolve(130))
    process.on('SIGTERM', () => resolve(143))
    process.on('SIGHUP', () => resolve(129))
    // npm ends the shell between it and us by its signal, and tells us nothing.
    const { ppid } = process
    const isOrphan = () => process.ppid !== ppid
    if (process.env['npm_lifecycle_event'] !== undefined) setInterval(() => isOrphan() && resolve(143), 200).unref()
    process.on('uncaughtException', (error) => {
      process.stderr.write(`${error.stack ?? error.message}\n`)
      resolve(1)
    })
  })
}

async function test(): Promise<number> {
  const surroundings = await createSurroundings(belongings)
  const wrong = values.mutate ? await mutate(surroundings) : await endure(surroundings)
  return wrong === 0 ? 0 : 1
}

/** Random rounds. Gives back how many went wrong. */
async function endure(surroundings: Surroundings): Promise<number> {
  let wrong = 0
  const startedAt = performance.now()
  for (let n = from; n < from + rounds && !belongings.isClosed; n++) {
    const { options, trouble, summary } = randomRound(seed, n)
    say(`round ${n} of ${from + rounds - 1}, seed ${seed}: ${summary}`)
    const roundAt = performance.now()
    const found = await runRound(options, surroundings, trouble, say)
    for (const line of found) say(`  WRONG: ${line}`)
    say(`  ${found.length === 0 ? 'every byte equal' : 'FAILED'} (${secondsSince(roundAt)} s)`)
    if (found.length > 0) wrong++
  }
  const result = wrong === 0 ? `${rounds} rounds, seed ${seed}: all equal` : `${wrong} OF ${rounds} ROUNDS FAILED`
  say(`${result} (${secondsSince(startedAt)} s)`)
  const counts = [...surroundings.tally].map(([name, count]) => `${name} ${count}`)
  say(`models: ${counts.join(', ')}`)
  return wrong
}

/** Each scenario as it is, which must pass, and with its mistake planted, which must fail. */
async function mutate(surroundings: Surroundings): Promise<number> {
  const missed: string[] = []
  const startedAt = performance.now()
  const chosen = [...scenarios, ...swapScenarios].filter(({ name }) => name.includes(values.only))
  for (const { name, mistake, sign, settings, trouble } of chosen) {
    for (const mutation of [undefined, name]) {
      if (belongings.isClosed) break
      say(mutation === undefined ? `${name}: without the mistake` : `${name}: ${mistake}`)
      const options = {
        name: `${mutation === undefined ? 'sound' : 'mutant'}-${name}-${process.pid}`,
        workload: 'trades',
        seed,
        persistence: 'none',
        ticksPerSecond: 1600,
        mutation,
        ...settings,
      } as const
      const found = await runRound(options, surroundings, trouble, say)
      for (const line of found) say(`  found: ${line}`)
      const isRight = mutation === undefined ? found.length === 0 : found.some((line) => sign.test(line))
      if (!isRight) missed.push(mutation === undefined ? `${name} without the mistake` : name)
      if (mutation === undefined) say(isRight ? '  every byte equal' : '  FAILED')
      else say(isRight ? '  the planted mistake was found' : '  THE PLANTED MISTAKE WAS NOT FOUND')
    }
  }
  const result = missed.length === 0 ? 'all found, and nothing without them' : `WRONG: ${missed.join(', ')}`
  say(`${chosen.length} planted mistakes: ${result} (${secondsSince(startedAt)} s)`)
  return missed.length
}

function secondsSince(startedAt: number): string {
  return ((performance.now() - startedAt) / 1000).toFixed(1)
}
