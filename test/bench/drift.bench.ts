import { trainForecaster, type Model, type RetrainInput } from '../../src/index.ts'
import * as memory from '../../connectors/memory/index.ts'
import { features } from '../../operators/index.ts'
import { splitWindow } from '../../src/retraining/challenger/split-window.ts'
import { trainChallenger } from '../../src/retraining/challenger/train-challenger.ts'
import type { ForecastHead } from '../../src/retraining/challenger/window-targets.ts'
import { readWindow } from '../../src/retraining/window/read-window.ts'
import type { Bench, Figure } from './bench.ts'
import { errorOf, serveBy, serveWithRetraining } from './retraining/drift-run.ts'
import { regimeSpec, regimeStream, type Price } from './retraining/regime-stream.ts'

const keys = 4
const changeAt = 20_000
const scored = 5_000
const ticks = 40_000
const seeds = [1, 2, 3]
const recipe = { updates: 400, learningRate: 0.003, cpuShare: 1 } as const
const options: RetrainInput = { ...recipe, schedule: { drift: { afterTicks: 5_000 } } }

export const drift: Bench = {
  name: 'drift',
  about:
    'a stream of 4 keys whose changes turn around at tick 20,000, through a pipeline with detectDrift, whose model is retrained ' +
    '5,000 ticks after an alarm and swapped by warm-up. Error over the 5,000 ticks after the promotion; the stream ' +
    'stands still while a retraining runs. At best: the same recipe on the 5,000 ticks after the change, all of them.',
  async *figures() {
    for (const seed of seeds) {
      const entries = regimeStream({ seed, keys, ticks, changeAt })
      const champion = await trainFirst(entries.slice(0, changeAt))
      const best = await trainOn(champion, entries.slice(0, changeAt + scored))
      const run = await serveWithRetraining(champion, entries, options, changeAt)
      const { promotedAt: from } = run
      if (from === undefined) throw new Error('nobody was promoted')
      const of = (points: typeof run.points) => errorOf(points, entries, keys, from, from + scored)
      const errors = {
        stale: of(await serveBy(champion, entries)),
        retrained: of(run.points),
        best: of(await serveBy(best, entries)),
      }
      const { stale, retrained, best: least } = errors
      const text = Object.entries(errors).map(([name, error]) => `${name} ${error.toFixed(4)}`)
      yield {
        name: `seed ${seed}: recovered of the gap (alarm ${run.alarmAt! - changeAt} and promotion ${from - changeAt} ticks after the change; mean absolute errors ${text.join(', ')})`,
        unit: '%',
        better: 'higher',
        rounds: 1,
        value: () => (100 * (stale - retrained)) / (stale - least),
        baselines: [],
        limit: { atLeast: 80 },
      } satisfies Figure
    }
  },
}

type Entries = readonly memory.MemoryTick<Price>[]

function trainFirst(entries: Entries): Promise<Model> {
  const series = Array.from({ length: keys }, (_, k) => ({
    key: `k${k}`,
    values: entries.filter(({ key }) => key === `k${k}`).map(({ value }) => value.price),
  }))
  return trainForecaster({ series, spec: regimeSpec, options: { updates: 800 }, thread: 'here' })
}

/** The retraining's own training, with nothing held out. */
async function trainOn(champion: Model, entries: Entries): Promise<Model> {
  const source = memory.source<Price>({ entries })
  const chain = features<Price>(champion)
  const { window } = await readWindow<Price>({ source, chain, model: champion, windowTicks: scored })
  const split = splitWindow(window, champion.spec.head as ForecastHead, { heldOut: 0, validation: 0.15 })
  const { updates, learningRate } = recipe
  const training = { updates, learningRate: { peak: learningRate } }
  return trainChallenger(
    { champion, split, start: 'champion', seed: 1, options: training },
    { checkpointEvery: updates, pause: () => Promise.resolve() },
  )
}
