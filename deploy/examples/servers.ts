const { KAFKA_BROKERS = 'localhost:9092', REDIS_URL = 'redis://localhost:6379', PREFIX = '', WORKER } = process.env

/** Brokers to begin with. */
export const brokers = KAFKA_BROKERS.split(',')

export const redisUrl = REDIS_URL

/** Begins the names of topics, groups and states, so that several runs can share the servers. */
export const named = (name: string): string => `${PREFIX}${name}`

/** A worker with a name of its own that lasts is back at work at once after a crash, instead of when its session ends. */
export const member = WORKER === undefined ? {} : { staticMember: WORKER }
