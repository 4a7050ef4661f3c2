import { describe, expect, it } from 'vitest'
import * as memory from '../../../../connectors/memory/index.ts'
import { features } from '../../../../operators/index.ts'
import { createModel } from '../../../../src/model/create-model.ts'
import { initialise } from '../../../../src/model/initialise.ts'
import type { Model } from '../../../../src/model/model.ts'
import { parseModelSpec } from '../../../../src/model/parse-model-spec.ts'
import { createRandom } from '../../../../src/numeric/random.ts'
import { judgeHeldOut } from '../../../../src/retraining/challenger/judge-held-out.ts'
import { splitWindow } from '../../../../src/retraining/challenger/split-window.ts'
import { trainChallenger } from '../../../../src/retraining/challenger/train-challenger.ts'
import type { ForecastHead } from '../../../../src/retraining/challenger/window-targets.ts'
import { readWindow } from '../../../../src/retraining/window/read-window.ts'
import { changingStream, spec, type Price } from '../changing-stream.ts'

const blank = createModel(parseModelSpec(spec), initialise(parseModelSpec(spec), 1))
const pause = async () => {}

/** The window of a stream as a retraining reads it, and how it splits it. */
async function readStretch(seed: number, ticks: number, heldOut = 0.4) {
  const source = memory.source<Price>({ entries: changingStream({ seed, ticks }) })
  const { window } = await readWindow<Price>({ source, chain: features(blank), model: blank, windowTicks: 2 * ticks })
  return { window, split: splitWindow(window, blank.spec.head as ForecastHead, { heldOut, validation: 0.15 }) }
}
type Stretch = Awaited<ReturnType<typeof readStretch>>

const options = { updates: 250, learningRate: { peak: 0.01 } }
const train = ({ split }: Stretch, seed: number) =>
  trainChallenger({ champion: blank, split, start: 'fresh', seed, options }, { checkpointEvery: Infinity, pause })
const judge = (stretch: Stretch, champion: Model, challenger: Model) =>
  judgeHeldOut({ ...stretch, champion, challenger, rules: {} }, pause)

/** The model with so much noise on its weights that over a long stretch it loses what makes the model 5 % better. */
async function wornBy5Percent(model: Model, long: Stretch): Promise<Model> {
  const random = createRandom(9)
  const noise = model.weights.map(() => random.normal())
  const worn = (size: number) =>
    createModel(
      model.spec,
      model.weights.map((weight, i) => weight + size * noise[i]!),
    )
  let [low, high] = [0, 0.4]
  for (let step = 0; step < 10; step++) {
    const middle = (low + high) / 2
    const { scores } = await judge(long, worn(middle), model)
    if (scores.improvement < 0.05) low = middle
    else high = middle
  }
  const { scores } = await judge(long, worn(high), model)
  expect(scores.improvement).toBeCloseTo(0.05, 3)
  return worn(high)
}

describe('trained models through the serving path, a hundred times', { timeout: 300_000 }, () => {
  it('promotes an equal challenger, of another seed, at most 10 times', async () => {
    let [promoted, planted] = [0, 0]
    for (let stream = 1; stream <= 25; stream++) {
      const stretch = await readStretch(stream, 2500)
      const champion = await train(stretch, 10 * stream)
      for (let seed = 1; seed <= 4; seed++, planted++) {
        const { promote, scores } = await judge(stretch, champion, await train(stretch, 10 * stream + seed))
        if (promote) promoted++
        expect(scores.challenger).toBeLessThan(0.95 * scores.naive)
      }
    }
    expect(planted).toBe(100)
    expect(promoted).toBeLessThanOrEqual(10)
  })

  it('promotes one that is truly 5 % better at least 95 times', async () => {
    const better = await train(await readStretch(1, 2500), 1)
    const champion = await wornBy5Percent(better, await readStretch(1000, 10_000, 0.95))
    let promoted = 0
    for (let stream = 1; stream <= 100; stream++) {
      const { promote } = await judge(await readStretch(2000 + stream, 1500, 0.9), champion, better)
      if (promote) promoted++
    }
    expect(promoted).toBeGreaterThanOrEqual(95)
  })
})
