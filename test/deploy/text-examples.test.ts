import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RedisServer } from '../services/redis-server.ts'
import { describeOwnRedis } from '../services/describe-redis.ts'
import { classifyText } from '../../src/pipeline/classify-text.ts'
import { suggestText } from '../../src/pipeline/suggest-text.ts'
import { modelFiles } from '../../src/pipeline/model-files.ts'
import { readAll, useCluster, type TestRecord } from '../connectors/kafka/cluster.ts'
import { spawnTickwise } from '../src/cli/spawn-tickwise.ts'

const cluster = useCluster()
const examples = join(import.meta.dirname, '../../deploy/examples')
const shipped = (name: string) =>
  modelFiles('models').load(join(import.meta.dirname, `../../src/model/shipped/${name}.safetensors`))

const reviews = [
  'The movie was interesting at first, but later became boring.',
  'A touching and funny film, from its first minute to its last.',
  'Bad service, cold food. We will not come back!',
]

describeOwnRedis('the examples of text, over Kafka and Redis', (redis: () => RedisServer) => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tickwise-examples-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  /** Runs an example over the records until it dies at a commit, then a new one to the end; the values that came out. */
  async function runTwice(example: string, [into, from]: [string, string], records: readonly TestRecord[]) {
    const prefix = cluster.name('text-')
    const topic = await cluster.createTopic(1, `${prefix}${into}`)
    await cluster.produce(topic, records)
    const env = { KAFKA_BROKERS: cluster.brokers, REDIS_URL: redis().url, PREFIX: prefix, WORKER: 'w1' }
    const settings = { TICKWISE_TURN_MAX_TICKS: '5', TICKWISE_CHECKPOINT_EVERY_TICKS: '10' }
    const words = (count: number) => ['run', join(examples, example, 'pipeline.ts'), '--max-ticks', String(count)]
    const crashing = { ...env, ...settings, TICKWISE_FAILPOINT: 'transaction-committed:3' }
    const died = await spawnTickwise(words(records.length), folder, crashing).ended
    expect(died.signal, died.err).toBe('SIGKILL')
    const { code, err, out } = await spawnTickwise(words(records.length - 15), folder, { ...env, ...settings }).ended
    expect(code, err + out).toBe(0)
    const { ticks } = await readAll(await cluster.source({ topic: `${prefix}${from}`, stopAtEnd: true }))
    return ticks
  }

  it('reviews come as words of many at once, tags go out, and a crash in the middle of one changes nothing', async () => {
    const parts = reviews.map((review) => review.split(/(?<= )/))
    const records = Array.from({ length: 12 }, (_, n) =>
      parts.flatMap((words, r): TestRecord[] => {
        const text = words[n]
        return text === undefined
          ? []
          : [{ key: `r${r}`, value: JSON.stringify({ text, end: n === words.length - 1 }) }]
      }),
    ).flat()
    const tags = await runTwice('reviews', ['reviews', 'tags'], records)
    expect(tags).toHaveLength(records.length)
    const model = await shipped('reviews')
    reviews.forEach((review, r) => {
      const { label, probability, tokens } = classifyText(model, review)
      const last = tags.filter(({ key }) => key === `r${r}`).at(-1)!.value
      expect(last).toMatchObject({ label, probability, count: tokens.length, ended: 'marker' })
    })
  }, 120_000)

  it('keystrokes of many come in, suggestions go out, and a crash in the middle of a word changes nothing', async () => {
    const texts = ['I am going to the pl', 'the president of th', 'it was a long tiem\b\bme a']
    const records = Array.from({ length: 22 }, (_, n) =>
      texts.flatMap((text, u): TestRecord[] => {
        const sign = text[n]
        return sign === undefined ? [] : [{ key: `u${u}`, value: JSON.stringify({ text: sign }) }]
      }),
    ).flat()
    const answers = await runTwice('typing', ['keystrokes', 'suggestions'], records)
    expect(answers).toHaveLength(records.length)
    const model = await shipped('typing')
    const last = (u: number) => answers.filter(({ key }) => key === `u${u}`).at(-1)!.value as object
    // Letter by letter some words were passed over; what is typed all at once offers those, too.
    texts.slice(0, 2).forEach((text, u) => {
      const { typed } = suggestText(model, text)
      expect(last(u)).toMatchObject({ typed })
    })
    expect(last(2)).toMatchObject({ typed: 'a' })
  }, 120_000)
})
