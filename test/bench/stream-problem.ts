import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { map } from 'rxjs'
import * as file from '../../connectors/file/index.ts'
import * as sqlite from '../../connectors/sqlite/index.ts'
import { forecast } from '../../operators/index.ts'
import { createModel, modelSpecSchema, pipeline, type Pipeline } from '../../src/index.ts'
import { initialise } from '../../src/model/initialise.ts'
import { createRandom } from '../../src/numeric/random.ts'

export interface Trade {
  readonly key: string
  readonly price: number
}

/** NDJSON ticks of random walks, keys uniformly at random. */
export async function writeTicks(path: string, ticks: number, keys: number): Promise<void> {
  const random = createRandom(1)
  const prices = Array.from({ length: keys }, () => 50 + 100 * random.next())
  const out = createWriteStream(path)
  for (let i = 0; i < ticks; i++) {
    const key = Math.floor(random.next() * keys)
    prices[key]! *= 1 + 0.02 * (random.next() - 0.5)
    const line = `{"key":"K${key}","time":${1_700_000_000_000 + 10 * i},"price":${prices[key]!.toFixed(2)},"volume":${i % 1000}}\n`
    if (!out.write(line)) await once(out, 'drain')
  }
  out.end()
  await once(out, 'close')
}

/** GRU 8 to 64, one horizon, one point; untrained, because speed does not depend on the weights. */
export function speedModel() {
  const features = [1, 2, 3, 5, 8, 13, 21].map((lag) => ({ kind: 'log-return' as const, lag }))
  const spec = modelSpecSchema.parse({
    name: 'speed',
    input: { kind: 'features', features: [...features, { kind: 'volatility', halfLife: 20 }] },
    layers: [{ cell: 'gru', hidden: 64 }],
    head: { kind: 'forecast', horizons: [1], quantiles: [] },
  })
  return createModel(spec, initialise(spec, 1))
}

/** File to file, embedded store, exactly once. */
export function streamPipeline(input: string, folder: string, cache?: { maxKeys: number }): Pipeline<Trade> {
  return pipeline({
    name: 'stream',
    source: file.source<Trade>({ path: input }),
    sink: file.sink({ path: `${folder}/outputs.ndjson` }),
    deadLetters: file.deadLetterSink({ path: `${folder}/dead-letters.ndjson` }),
    state: sqlite.store(`${folder}/state`),
    guarantee: 'exactly-once',
    ...(cache && { cache }),
    operators: (ticks) =>
      ticks.pipe(
        forecast(speedModel()),
        map(({ last, forecasts }) => ({ last, point: forecasts[0]!.point })),
      ),
  })
}
