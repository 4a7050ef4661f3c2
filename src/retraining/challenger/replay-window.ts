import { Chain } from '../../../operators/internals/chain.ts'
import { forecastDecoder } from '../../../operators/internals/forecast-decoder.ts'
import type { Featured } from '../../../operators/internals/featured.ts'
import { infer, type Inference } from '../../../operators/infer.ts'
import type { Model } from '../../model/model.ts'
import { createLayout } from '../../state/record-layout.ts'
import type { Tick } from '../../stream/tick.ts'
import { TurnRunner } from '../../turn/turn-runner.ts'
import { tickFlags, type TrainingWindow } from '../window/training-window.ts'
import { WindowRecords } from '../window/window-records.ts'
import { servedLoss } from './served-losses.ts'
import type { ForecastHead } from './window-targets.ts'

interface Place {
  readonly key: number
  readonly index: number
}

const turnTicks = 1024

/**
 * Serves a window by a model, turn by turn as in a pipeline, from fresh hidden states on: the losses of the forecasts made
 * from place `from` on, by their tick's place; NaN where there was none, or no answer to it is known.
 */
export async function replayWindow(
  model: Model,
  window: TrainingWindow,
  from: number,
  pause: () => Promise<void>,
): Promise<Float64Array> {
  const head = model.spec.head as ForecastHead
  const decode = forecastDecoder(model)
  const losses = new Float64Array(window.ticks - from).fill(NaN)
  const records = new WindowRecords()
  const serve = infer<Featured<Place>>(model)
  const open = (emit: (value: unknown) => void) => new Chain(serve, emit) as Chain<unknown, unknown>
  const runner = new TurnRunner({ pipeline: 'replay', open, records, late: 'accept' })
  try {
    records.open(createLayout(runner.sections))
    const ticks = toTicks(window)
    for (let start = 0; start < ticks.length; start += turnTicks) {
      for (const { offset, value } of runner.compute(ticks.slice(start, start + turnTicks)).outputs) {
        if (offset < from) continue
        const { tick: featured, outputs } = value as Inference<Featured<Place>>
        if (!featured.ready) continue
        const { key, index } = featured.tick
        losses[offset - from] = servedLoss(window.keys[key]!, index, head, decode(featured, outputs))
      }
      await pause()
    }
  } finally {
    runner.close()
  }
  return losses
}

/** The ticks of all keys in the order they came. */
function toTicks({ keys, ticks, inputSize }: TrainingWindow): Tick<Featured<Place>>[] {
  const ordered = new Array<Tick<Featured<Place>>>(ticks)
  keys.forEach(({ key: name, inputs, levels, scales, flags, order }, key) => {
    order.forEach((place, index) => {
      const value = {
        tick: { key, index },
        inputs: inputs.subarray(index * inputSize, (index + 1) * inputSize),
        level: levels[index]!,
        scale: scales[index]!,
        ready: (flags[index]! & tickFlags.ready) !== 0,
      }
      ordered[place] = { topic: 'window', partition: 0, offset: place, key: name, eventTime: undefined, value }
    })
  })
  return ordered
}
