import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RedisServer } from '../services/redis-server.ts'
import { describeOwnRedis } from '../services/describe-redis.ts'
import { answerTicks } from '../../src/pipeline/answer-ticks.ts'
import { classify, suggest } from '../../operators/index.ts'
import { modelFiles } from '../../src/pipeline/model-files.ts'
import { readAll, readCount, useCluster, type TestRecord } from '../connectors/kafka/cluster.ts'
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

  /** Runs an example over the records until it dies at a commit, then a new one to the end; what came out, by key. */
  async function runTwice(example: string, [into, from]: [string, string], records: readonly TestRecord[]) {
    const prefix = cluster.name('text-')
    const topic = await cluster.createTopic(1, `${prefix}${into}`)
    await cluster.produce(topic, records)
    const env = { KAFKA_BROKERS: cluster.brokers, REDIS_URL: redis().url, PREFIX: prefix, WORKER: 'w1' }
    const settings = { TICKWISE_TURN_MAX_TICKS: '5', TICKWISE_CHECKPOINT_EVERY_TICKS: '10' }
    const words = ['run', join(examples, example, 'pipeline.ts')]
    const failpoint = { TICKWISE_FAILPOINT: 'transaction-committed:3' }
    const died = await spawnTickwise(words, folder, { ...env, ...settings, ...failpoint }).ended
    expect(died.signal, died.err).toBe('SIGKILL')
    const { child, ended } = spawnTickwise(words, folder, { ...env, ...settings })
    await readCount(await cluster.source({ topic: `${prefix}${from}` }), records.length)
    child.kill('SIGINT')
    const { code, err } = await ended
    expect(code, err).toBe(130)
    const { ticks } = await readAll(await cluster.source({ topic: `${prefix}${from}`, stopAtEnd: true }))
    expect(ticks).toHaveLength(records.length)
    return (key: string) => ticks.filter((tick) => tick.key === key).map(({ value }) => value)
  }

  it('reviews come as words of many at once, tags go out, and a crash in the middle of one changes nothing', async () => {
    const parts = reviews.map((review) => review.split(/(?<= )/))
    const records = Array.from({ length: 30 }, (_, n) =>
      parts.flatMap((words, r): TestRecord[] => {
        const text = words[n]
        return text === undefined
          ? []
          : [{ key: `r${r}`, value: JSON.stringify({ text, end: n === words.length - 1 }) }]
      }),
    ).flat()
    const tagsOf = await runTwice('reviews', ['reviews', 'tags'], records)
    const model = await shipped('reviews')
    parts.forEach((words, r) => {
      const tagger = answerTicks(classify<string>(model))
      const expected = words.map((text) => {
        const { label, probability, count } = tagger.answer(text)[0]!
        return { label, probability, count }
      })
      tagger.close()
      expect(tagsOf(`r${r}`)).toMatchObject(expected)
      expect(tagsOf(`r${r}`).at(-1)).toMatchObject({ ended: 'marker' })
    })
  }, 120_000)

  it('keystrokes of many come in, suggestions go out, and a crash in the middle of a word changes nothing', async () => {
    const texts = ['I am going to the pl', 'the president of th', 'it was a long tiem\b\bme a']
    const records = Array.from({ length: 30 }, (_, n) =>
      texts.flatMap((text, u): TestRecord[] => {
        const sign = text[n]
        return sign === undefined ? [] : [{ key: `u${u}`, value: JSON.stringify({ text: sign }) }]
      }),
    ).flat()
    const answersTo = await runTwice('typing', ['keystrokes', 'suggestions'], records)
    const model = await shipped('typing')
    texts.forEach((text, u) => {
      const typist = answerTicks(suggest<string>(model))
      const expected = [...text].map((sign) => {
        const { typed, suggestions, probability } = typist.answer(sign)[0]!
        return { typed, suggestions, probability }
      })
      typist.close()
      expect(answersTo(`u${u}`)).toMatchObject(expected)
    })
  }, 120_000)
})
