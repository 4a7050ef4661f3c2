/**
 * TensorFlow.js layers models, and what they give; writes tfjs-*.json, tfjs-*.bin and expected-tfjs.json.
 *
 *     npm install @tensorflow/tfjs@4 && node make-tfjs.mjs   (in a folder of its own)
 *
 * x and y are [batch, time, unit]; the first states are zero. Its GRU knows only the reset before the product.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs'

const folder = process.argv[2] ?? '.'
await tf.setBackend('cpu')

const sequences = { returnSequences: true, inputShape: [7, 3] }
const sigmoid = { recurrentActivation: 'sigmoid' }
const models = {
  'tfjs-simple-rnn': [tf.layers.simpleRNN({ units: 5, ...sequences }), tf.layers.dense({ units: 2 })],
  'tfjs-lstm': [tf.layers.lstm({ units: 5, ...sequences, ...sigmoid }), tf.layers.dense({ units: 2 })],
  'tfjs-gru': [
    tf.layers.gru({ units: 5, ...sequences, ...sigmoid }),
    tf.layers.gru({ units: 4, returnSequences: true, ...sigmoid }),
    tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2 }) }),
  ],
}

let seed = 1
const normal = (shape, scale) => tf.randomNormal(shape, 0, scale, 'float32', seed++)
const expected = {}
for (const [name, layers] of Object.entries(models)) {
  const model = tf.sequential({ layers })
  model.setWeights(model.getWeights().map(({ shape }) => normal(shape, 0.6)))
  const x = normal([2, 7, 3], 1)
  const y = model.predict(x)
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const paths = [`${name}.bin`]
      const weightsManifest = [{ paths, weights: weightSpecs }]
      const file = { format: 'layers-model', generatedBy: `TensorFlow.js ${tf.version.tfjs}`, modelTopology, weightsManifest }
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(file))
      writeFileSync(join(folder, paths[0]), Buffer.from(weightData))
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } }
    }),
  )
  expected[`${name}.json`] = { x: await x.array(), y: await y.array() }
}
writeFileSync(join(folder, 'expected-tfjs.json'), JSON.stringify(expected))
console.log(tf.version.tfjs, Object.keys(models).join(', '))
