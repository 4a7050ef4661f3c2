import { concat, from, map, NEVER } from 'rxjs'
import { store } from '../../connectors/redis/index.ts'
import { forecast } from '../../operators/index.ts'
import { randomForecaster, randomWalk, type Price } from '../operators/random-model.ts'

/**
 * A user's program on a plain Observable, with its states in Redis: `node stored-observable-program.ts URL COUNT` sends so
 * many prices, prints the number of each that is answered, and waits for more that never come.
 */
const [url = '', count = '0'] = process.argv.slice(2)
const prices = randomWalk(Number(count)).map((price, n) => ({ ...price, n }))

concat(from(prices), NEVER)
  .pipe(
    forecast<Price & { n: number }>(randomForecaster(), { key: ({ symbol }) => symbol, store: store({ url }) }),
    map(({ tick }) => tick.n),
  )
  .subscribe((n) => process.stdout.write(`${n}\n`))
