import type { TrainingEngine } from '../../training/engine.ts'
import type { ControlComparison } from './comparison.ts'
import { comparedNetwork } from './compared-layer.ts'
import { measureSize } from './measure-size.ts'
import { scoreForecast, type ForecastTask } from './score-forecast.ts'
import { withoutRecurrence } from './without-recurrence.ts'

/** An RNN without its W_hh is one feed-forward layer; it is counted, trained and scored as the cells are. */
export async function compareControl(
  task: Omit<ForecastTask, 'cell' | 'engine'>,
  inputs: number,
  engine: TrainingEngine,
): Promise<ControlComparison> {
  const { parameters, multiplyAdds } = measureSize(comparedNetwork('rnn', task.hidden, inputs))
  const absent = task.hidden * task.hidden
  return {
    parameters: parameters - absent,
    multiplyAdds: multiplyAdds - absent,
    stateBytes: 0,
    forecast: await scoreForecast({ ...task, cell: 'rnn', engine: withoutRecurrence(engine) }),
  }
}
