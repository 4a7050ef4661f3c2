import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRandom, type Random } from '../../../src/numeric/random.ts'
import { commitSteps, swapSteps } from '../../../src/state/checkpoint-order.ts'
import { differences, readRun } from './compare-runs.ts'
import { makeInput } from './make-input.ts'
import { killWorker, runWorker, type WorkerEnd } from './run-worker.ts'
import type { WorkerPlan } from './worker.ts'

const storeSteps = ['save-begun', 'records-written', 'checkpoint-written', 'committed'].map((step) => `store:${step}`)
/** These are reached once a run; the others as often as the input allows. */
const startSteps = ['claimed', 'outputs-cut', 'start-recorded']

const { values } = parseArgs({
  options: {
    ticks: { type: 'string', default: '200000' },
    keys: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    /** Leaves out the cut of the outputs at recovery; the test must then fail. */
    mutate: { type: 'boolean', default: false },
  },
})
const [ticks, keys, kills, seed] = [values.ticks, values.keys, values.kills, values.seed].map(Number) as [
  number,
  number,
  number,
  number,
]

const folder = await mkdtemp(join(tmpdir(), 'tickwise-crash-'))
const say = (text: string) => process.stdout.write(`${text}\n`)
/** What differs. */
const faults: string[] = []
let isOver = false

try {
  const input = join(folder, 'ticks.ndjson')
  await makeInput({ path: input, ticks, keys, seed })
  say(`input: ${ticks} ticks, ${keys} keys, seed ${seed}`)
  const base = join(folder, 'uninterrupted')
  await mkdir(base)
  orThrow(await runWorker({ input, folder: base, turnSize: 4096 }))
  const expected = await readRun(base)
  say(
    `uninterrupted: ${expected.outputLines} outputs, ${expected.deadLetterLines} dead letters, ${expected.keys} records`,
  )
  for (const turnSize of [1, 7, 4096]) {
    const own = join(folder, `turns-of-${turnSize}`)
    await mkdir(own)
    const plan: WorkerPlan = { input, folder: own, turnSize, withoutCut: values.mutate }
    const counts = await crashAndFinish(plan, createRandom(seed + turnSize))
    const found = differences(await readRun(own), expected)
    say(
      `turns of ${turnSize}: ${counts.steps} kills at steps of the commit order, ${counts.random} at random moments; ` +
        (found.length === 0 ? 'every byte equal' : `DIFFERENT: ${found.join('; ')}`),
    )
    faults.push(...found)
  }
  isOver = true
} catch (error) {
  say(`FAILED: ${error instanceof Error ? error.message : String(error)}`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

if (values.mutate && isOver) say(faults.length > 0 ? 'the planted fault was found' : 'THE PLANTED FAULT WAS NOT FOUND')
process.exitCode = isOver && faults.length > 0 === values.mutate ? 0 : 1

/** Kills the worker at every step that files have (they know no transactions) and at random moments, then lets it finish. */
async function crashAndFinish(plan: WorkerPlan, random: Random): Promise<{ steps: number; random: number }> {
  const steps = [
    'start-recorded',
    ...commitSteps.filter((step) => ![...swapSteps, 'start-recorded', 'transaction-committed'].includes(step)),
    ...storeSteps,
  ]
  for (const step of steps) {
    const nth = startSteps.includes(step) ? 1 : 1 + Math.floor(random.next() * 6)
    const end = await runWorker({ ...plan, failpoint: { step, nth } })
    if (end.how !== 'killed') throw new Error(`step ${step} was not reached ${nth} times: ${JSON.stringify(end)}`)
  }
  for (let n = 0; n < kills; n++) {
    const end = await killWorker(plan, 40 * random.next())
    if (end.how === 'ended') throw new Error(`the input ended after ${n} of ${kills} kills; use more --ticks`)
    orThrow(end)
  }
  const last = await runWorker(plan)
  orThrow(last)
  if (last.how !== 'ended') throw new Error('the last run was killed')
  return { steps: steps.length, random: kills }
}

function orThrow(end: WorkerEnd): void {
  if (end.how === 'failed') throw new Error(`the worker failed: ${end.text.trim()}`)
}
