import { expect, test } from 'vitest'
import { createGateReader } from '../../../src/cell/gate-values.ts'
import { createModel } from '../../../src/model/create-model.ts'
import { initialise } from '../../../src/model/initialise.ts'
import { modelSpecSchema, type LayerSpec } from '../../../src/model/spec.ts'
import { createStepper } from '../../../src/kernel/create-stepper.ts'

function model(layers: readonly LayerSpec[]) {
  const spec = modelSpecSchema.parse({
    name: 'gates',
    input: { kind: 'vector', size: 3 },
    layers,
    head: { kind: 'label', classes: ['a', 'b'] },
  })
  return createModel(spec, initialise(spec, 5))
}

/** The states that the kernels make of two timesteps, and the inputs of the second. */
function twoSteps({ spec, weights }: ReturnType<typeof model>) {
  const stepper = createStepper(spec, weights)
  const states = [0.3, -0.2].map((value, n) => {
    stepper.inputs.set([value, 0.5, n])
    stepper.step(1)
    return stepper.states.slice(0, stepper.stateSize)
  })
  stepper.close()
  return { before: states[0]!, after: states[1]!, inputs: [Math.fround(-0.2), 0.5, 1] }
}

test('the gates of a GRU are those by which the kernels moved its state', () => {
  const gru = model([{ cell: 'gru', hidden: 6, reset: 'before' }])
  const { before, after, inputs } = twoSteps(gru)
  const values = createGateReader(gru)(inputs, before)
  expect(values.map(({ name }) => name)).toEqual(['reset gate, layer 1', 'update gate, layer 1'])
  const z = values[1]!.values
  // h = (1 - z) h_before + z candidate: the candidate that this takes is a tanh.
  for (let i = 0; i < 6; i++) {
    const candidate = (after[i]! - (1 - z[i]!) * before[i]!) / z[i]!
    expect(Math.abs(candidate)).toBeLessThan(1)
    expect(z[i]).toBeGreaterThan(0)
  }
})

test.each([
  ['sees the first one’s new state', {}],
  ['may normalise it', { layerNorm: true }],
] as const)('an LSTM’s output gate is what it shows of its cell state; a second layer %s', (_, norm) => {
  const lstm = model([
    { cell: 'lstm', hidden: 4 },
    { cell: 'lstm', hidden: 5, ...norm },
  ])
  const { before, after, inputs } = twoSteps(lstm)
  const values = new Map(createGateReader(lstm)(inputs, before).map((gate) => [gate.name, gate.values]))
  expect(values.size).toBe(6)
  for (const [layer, from, hidden] of [
    [1, 0, 4],
    [2, 8, 5],
  ] as const) {
    const o = values.get(`output gate, layer ${layer}`)!
    for (let i = 0; i < hidden; i++)
      expect(o[i]! * Math.tanh(after[from + hidden + i]!)).toBeCloseTo(after[from + i]!, 5)
  }
})

test('an RNN has no gates', () => {
  const rnn = model([{ cell: 'rnn', hidden: 4 }])
  expect(createGateReader(rnn)([1, 2, 3], new Float32Array(4))).toEqual([])
})
