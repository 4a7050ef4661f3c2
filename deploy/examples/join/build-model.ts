import { writeFileSync } from 'node:fs'
import { createModel } from '../../../src/model/create-model.ts'
import { initialise } from '../../../src/model/initialise.ts'
import { encodeModel } from '../../../src/model/model-file.ts'
import { modelSpecSchema } from '../../../src/model/spec.ts'
import { createRandom } from '../../../src/numeric/random.ts'
import { train } from '../../../src/training/train.ts'

/**
 * Wrote models/join.safetensors: `node deploy/examples/join/build-model.ts`, with the same bytes every time. The series
 * are made up: sentiment comes and goes slowly, and a price moves by a third of the sentiment before it, plus chance. So
 * the model shows how a join is wired, and knows nothing of real markets.
 */
const spec = modelSpecSchema.parse({
  name: 'join',
  input: { kind: 'vector', size: 2 },
  layers: [{ cell: 'gru', hidden: 8 }],
  head: { kind: 'forecast', horizons: [1], quantiles: [], target: 'difference' },
})
const random = createRandom(7)
const chance = () => random.next() + random.next() - 1
const sequences = Array.from({ length: 16 }, () => {
  const [changes, sentiments] = [[0], [0]]
  for (let t = 1; t < 600; t++) {
    changes.push(sentiments[t - 1]! / 3 + chance() / 4)
    sentiments.push(Math.max(-1, Math.min(1, 0.9 * sentiments[t - 1]! + chance() / 2)))
  }
  return {
    inputs: Float32Array.from(changes.flatMap((change, t) => [change, sentiments[t]!])),
    targets: Float32Array.from([...changes.slice(1), NaN]),
    validationFrom: 480,
  }
})
const { weights, report } = await train({
  network: spec,
  weights: initialise(spec, 1),
  sequences,
  options: { updates: 400, loss: { point: 'squared' } },
})
writeFileSync(`${import.meta.dirname}/models/join.safetensors`, encodeModel(createModel(spec, weights)))
console.log(report.validationLoss, report.bestUpdate)
