import { Subject } from 'rxjs'
import { describe, expect, it } from 'vitest'
import * as memory from '../../connectors/memory/index.ts'
import { forecast, infer, swapOn, type Inference, type SwapOnOptions } from '../../operators/index.ts'
import { createStepper } from '../../src/kernel/create-stepper.ts'
import { createModel } from '../../src/model/create-model.ts'
import { initialise } from '../../src/model/initialise.ts'
import type { Model } from '../../src/model/model.ts'
import { modelSpecSchema } from '../../src/model/spec.ts'
import { drive } from '../../src/testing/index.ts'
import { randomForecaster, randomWalk, type Price } from './random-model.ts'
import { shaken } from './shaken.ts'

function vectorModel(hidden: number, seed: number, horizons = [1]): Model {
  const spec = modelSpecSchema.parse({
    name: 'vectors',
    input: { kind: 'vector', size: 2 },
    layers: [{ cell: 'lstm', hidden }],
    head: { kind: 'forecast', horizons, quantiles: [] },
  })
  return shaken(createModel(spec, initialise(spec, seed)), seed)
}

interface Step {
  readonly key: string
  readonly x: readonly number[]
}

const [first, second, wider] = [vectorModel(5, 1), vectorModel(5, 2), vectorModel(9, 3)]
const steps = Array.from({ length: 60 }, (_, i): Step => ({ key: 'AB'[i % 2]!, x: [(i % 7) / 7, ((i * 3) % 11) / 11] }))
const before = 40

/** Feeds the steps, `models` one after the other in the middle. */
function feed(options: SwapOnOptions, ...models: readonly Model[]): Inference<Step>[] {
  const [ticks, next] = [new Subject<Step>(), new Subject<Model>()]
  const outputs: Inference<Step>[] = []
  const inferred = ticks.pipe(infer(swapOn(first, next, options), { key: ({ key }) => key, inputs: ({ x }) => x }))
  inferred.subscribe((output) => outputs.push(output))
  steps.forEach((step, i) => {
    if (i === before) models.forEach((model) => next.next(model))
    ticks.next(step)
  })
  return outputs
}

/** Advances a state by the steps of a key, as the kernels do. */
function serve(model: Model, h: Float32Array, of: readonly Step[]): { outputs: number[][]; h: Float32Array } {
  const stepper = createStepper(model.spec, model.weights)
  const outputs = of.map(({ x }) => {
    stepper.inputs.set(x)
    stepper.states.set(h)
    stepper.step(1)
    h = stepper.states.slice(0, h.length)
    return [...stepper.outputs.slice(0, stepper.outputSize)]
  })
  stepper.close()
  return { outputs, h }
}

const zeros = (model: Model) => new Float32Array(2 * model.spec.layers[0]!.hidden)
const ofKey = (key: string, from: number, to = Infinity) => steps.slice(from, to).filter((step) => step.key === key)
const outputsOf = (outputs: readonly Inference<Step>[], key: string, from: number) =>
  outputs.slice(from).flatMap(({ tick, outputs: made }) => (tick.key === key ? [[...made]] : []))

describe.each(['A', 'B'])('what becomes of the state of key %s', (key) => {
  it('warm-up: the last inputs through the new weights, from zeros', () => {
    for (const model of [second, wider]) {
      const kept = ofKey(key, 0, before).slice(-6)
      const { h } = serve(model, zeros(model), kept)
      const expected = serve(model, h, ofKey(key, before)).outputs
      expect(outputsOf(feed({ warmUpTicks: 6 }, model), key, before)).toEqual(expected)
    }
  })

  it('warm-up with fewer inputs than it may keep: as if the model had always served', () => {
    const always = serve(wider, zeros(wider), ofKey(key, 0)).outputs
    expect(outputsOf(feed({ warmUpTicks: 64 }, wider), key, before)).toEqual(always.slice(before / 2))
  })

  it('carry: it stays', () => {
    const { h } = serve(first, zeros(first), ofKey(key, 0, before))
    const expected = serve(second, h, ofKey(key, before)).outputs
    expect(outputsOf(feed({ policy: 'carry' }, second), key, before)).toEqual(expected)
  })

  it('reset: zeros', () => {
    const expected = serve(wider, zeros(wider), ofKey(key, before)).outputs
    expect(outputsOf(feed({ policy: 'reset' }, wider), key, before)).toEqual(expected)
  })

  it('a model that comes and goes between two ticks leaves no trace', () => {
    expect(outputsOf(feed({}, second, first), key, before)).toEqual(outputsOf(feed({}), key, before))
    expect(outputsOf(feed({}, second), key, before)).not.toEqual(outputsOf(feed({}), key, before))
  })
})

it('scales go on: forecasts after a warm-up are those of a model that had always served', () => {
  const [champion, challenger] = [1, 2].map((seed) => shaken(randomForecaster('gru', seed), seed)) as [Model, Model]
  const prices = randomWalk(100)
  const key = ({ symbol }: Price) => symbol
  const run = (models: readonly Model[]) => {
    const [ticks, next] = [new Subject<Price>(), new Subject<Model>()]
    const found: unknown[] = []
    ticks.pipe(forecast(swapOn(models[0]!, next), { key })).subscribe(({ forecasts }) => found.push(forecasts))
    prices.forEach((price, i) => {
      if (i === 80 && models[1]) next.next(models[1])
      ticks.next(price)
    })
    return found.slice(-15)
  }
  expect(run([champion, challenger])).toEqual(run([challenger]))
  expect(run([champion, challenger])).not.toEqual(run([champion]))
})

describe('refuses', () => {
  const failureOf = (options: SwapOnOptions, model: Model) => {
    const [ticks, next] = [new Subject<number[]>(), new Subject<Model>()]
    let failure: unknown
    ticks.pipe(infer(swapOn(first, next, options))).subscribe({ error: (error: unknown) => (failure = error) })
    next.next(model)
    expect(next.observed).toBe(false)
    return failure
  }

  it('a model with another head, by name', () => {
    expect(failureOf({}, vectorModel(5, 1, [1, 2]))).toMatchObject({
      code: 'MODEL_INVALID',
      expected: expect.stringContaining('"vectors" with the head') as string,
    })
  })

  it('to carry a state over to another shape', () => {
    expect(failureOf({ policy: 'carry' }, wider)).toMatchObject({ code: 'MODEL_INVALID' })
  })

  it('a pipeline, whose models come by name', async () => {
    const entries = [{ key: 'A', value: [0, 0] }]
    const operators = (ticks: Subject<number[]>) => ticks.pipe(infer(swapOn(first, new Subject())))
    await expect(drive({ entries, operators: operators as never })).rejects.toMatchObject({ code: 'CHAIN_INVALID' })
  })
})

it('lets go of the models when it is unsubscribed', () => {
  const [ticks, next] = [new Subject<number[]>(), new Subject<Model>()]
  const subscription = ticks.pipe(infer(swapOn(first, next))).subscribe()
  expect(next.observed).toBe(true)
  subscription.unsubscribe()
  expect(next.observed).toBe(false)
})

it('states that a store has kept are handed over like those in memory', async () => {
  const store = memory.store()
  const run = (model: Model, of: readonly Step[]) =>
    new Promise<number[][]>((resolve, reject) => {
      const [ticks, outputs] = [new Subject<Step>(), [] as number[][]]
      const options = { key: ({ key }: Step) => key, inputs: ({ x }: Step) => x, store }
      ticks
        .pipe(infer(swapOn(model, new Subject(), { warmUpTicks: 8 }), options))
        .subscribe({ next: (made) => outputs.push([...made.outputs]), error: reject, complete: () => resolve(outputs) })
      of.forEach((step) => ticks.next(step))
      ticks.complete()
    })
  await run(first, ofKey('A', 0, before))
  const { h } = serve(second, zeros(second), ofKey('A', 0, before).slice(-8))
  expect(await run(second, ofKey('A', before))).toEqual(serve(second, h, ofKey('A', before)).outputs)
})
