import { env } from 'node:process'
import { pipeline } from 'tickwise'
import * as kafka from 'tickwise/connectors/kafka'
import * as redis from 'tickwise/connectors/redis'
import { calibrate, forecast, score } from 'tickwise/operators'

const { KAFKA_BROKERS = '', REDIS_URL = '', WORKER } = env
const brokers = KAFKA_BROKERS.split(',')

/** The pipeline that the workers run. Replace it with yours; everything else stays as it is. */
export default pipeline({
  name: 'prices',
  guarantee: 'exactly-once',
  source: kafka.source<{ close: number; time: number }>({
    brokers,
    groupId: 'prices',
    topic: 'prices',
    eventTime: ({ time }) => time,
    // A pod keeps its name, so that one that comes back within the session time moves no partition.
    ...(WORKER === undefined ? {} : { staticMember: WORKER }),
  }),
  sink: kafka.sink({ brokers, topic: 'forecasts' }),
  state: redis.store({ url: REDIS_URL }),
  operators: (ticks) => ticks.pipe(forecast('prices', { value: ({ close }) => close }), calibrate(), score()),
})
