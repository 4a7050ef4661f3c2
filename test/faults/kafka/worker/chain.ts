import { merge, type Observable } from 'rxjs'
import { dedupe, forecast, scanByKey, score } from '../../../../operators/index.ts'

/** The payload of a tick that is no poison. */
export interface Trade {
  readonly id: number
  readonly time: number
  readonly price: number
}

/** Every kind of state that a pipeline keeps: ids seen, scales and hidden states, scores, and a user's own. */
export function chain(ticks: Observable<Trade>) {
  return merge(
    ticks.pipe(
      dedupe(({ id }) => id, { window: 8 }),
      forecast('random-gru@champion'),
      score(),
    ),
    ticks.pipe(
      scanByKey(({ count, sum }, { price }) => ({ count: count + 1, sum: sum + price }), { count: 0, sum: 0 }),
    ),
  )
}
