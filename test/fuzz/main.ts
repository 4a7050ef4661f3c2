import { parseArgs } from 'node:util'
import { targets } from './targets.ts'

/** `npm run test:fuzz [-- --cases 100000 --seed 1 --only "key record"]`: every reader of outside bytes, many times. */
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})

let failed = 0
const chosen = targets.filter(({ name }) => values.only === undefined || name === values.only)
for (const one of chosen) {
  const { name } = one
  const begun = performance.now()
  try {
    await one.run(Number(values.cases), Number(values.seed))
    console.log(
      `${name}: ${values.cases} cases held, ${((performance.now() - begun) / 1000).toFixed(0)} s, seed ${values.seed}`,
    )
  } catch (error) {
    failed += 1
    console.log(`${name}: ${(error as Error).message}`)
  }
}
console.log(`${chosen.length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 || chosen.length === 0 ? 1 : 0
