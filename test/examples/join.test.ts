import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Tick } from '../../src/stream/tick.ts'
import { readAll, readCount, useCluster, type TestRecord } from '../connectors/kafka/cluster.ts'
import { answerPlainly, type Answer, type MergedTick } from './answer-plainly.ts'
import { noRedisReason, useExampleServers } from './example-servers.ts'

const cluster = useCluster()
const servers = useExampleServers()
const model = join(import.meta.dirname, '..', '..', 'deploy', 'examples', 'join', 'models', 'join.safetensors')
const rounds = 250
const symbols = 12

/** Prices and scores of some symbols: a price in each round, a score in every third. */
function makeTicks(): { prices: TestRecord[]; scores: TestRecord[] } {
  const [prices, scores]: [TestRecord[], TestRecord[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    for (let n = 0; n < symbols; n++) {
      const [key, partition, time] = [`S${n}`, n % 4, 1_700_000_000_000 + round * 60_000]
      const price = 100 + n + ((round * 37 + n * 11) % 100) / 25
      prices.push({ key, partition, value: JSON.stringify({ time, price }) })
      const score = (((round * 13 + n * 7) % 41) - 20) / 20
      if (round % 3 === n % 3) scores.push({ key, partition, value: JSON.stringify({ time, score }) })
    }
  }
  return { prices, scores }
}

it('joins two topics exactly once, while either worker is killed in the middle', async (context) => {
  context.skip(noRedisReason !== undefined, noRedisReason)
  const { prices, scores } = makeTicks()
  const named = (name: string) => servers.prefix + name
  for (const name of ['prices', 'sentiment', 'merged', 'answers']) await cluster.createTopic(4, named(name))
  const half = (all: readonly TestRecord[]) => [all.slice(0, all.length / 2), all.slice(all.length / 2)] as const
  const [[pricesNow, pricesLater], [scoresNow, scoresLater]] = [half(prices), half(scores)]
  await cluster.produce(named('sentiment'), scoresNow)
  await cluster.produce(named('prices'), pricesNow)

  const start = (example: string, failpoint?: string) =>
    servers.start(
      `join/${example}.ts`,
      cluster.brokers,
      failpoint === undefined ? {} : { TICKWISE_FAILPOINT: failpoint },
    )
  // Each dies as by kill -9: outputs out and state not saved, or a turn computed and nothing of it out.
  for (const [merge, answer] of [
    ['transaction-committed:1', 'turn-computed:1'],
    ['turn-computed:1', 'transaction-committed:1'],
  ]) {
    const dying = [start('merge', merge), start('forecast', answer)]
    for (const { ended } of dying) expect((await ended).signal).toBe('SIGKILL')
  }
  start('merge')
  start('forecast')
  const answers = await cluster.source({ topic: named('answers') })
  const first = await readCount(answers, pricesNow.length)
  await cluster.produce(named('prices'), pricesLater)
  await cluster.produce(named('sentiment'), scoresLater)
  await readCount(answers, pricesLater.length)
  // Scores are answered by nothing, so the merge may still be at them.
  await readCount(await cluster.source({ topic: named('merged') }), prices.length + scores.length)
  expect(first.deadLetters).toEqual([])
  await servers.stopAll()

  const merged = await readTopic<MergedTick>(named('merged'))
  expect(merged).toHaveLength(prices.length + scores.length)
  expect(contents(merged)).toEqual([...contents(prices.map(parse)), ...contents(scores.map(parse))].sort())

  const answered = await readTopic<Answer & { id: string }>(named('answers'))
  expect(new Set(answered.map(({ id }) => id)).size).toBe(prices.length)
  const expected = await answerPlainly(model, merged)
  expect(answered).toHaveLength(expected.length)
  for (const key of new Set(expected.map((answer) => answer.key))) {
    const [own, right] = [answered, expected].map((all: readonly Answer[]) => all.filter((one) => one.key === key))
    expect(own?.map(({ price, sentiment }) => [price, sentiment])).toEqual(
      right?.map(({ price, sentiment }) => [price, sentiment]),
    )
    for (const [n, answer] of own!.entries()) expect(answer.expected).toBeCloseTo(right![n]!.expected, 4)
  }
}, 180_000)

/** Committed values, in the order of each partition. */
async function readTopic<V>(topic: string): Promise<V[]> {
  const { ticks } = await readAll(await cluster.source({ topic, stopAtEnd: true }))
  const order = (a: Tick, b: Tick) => a.partition - b.partition || a.offset - b.offset
  return ticks.toSorted(order).map(({ value }) => value as V)
}

function parse({ key, value }: TestRecord): MergedTick {
  return { key, ...(JSON.parse(String(value)) as object) } as MergedTick
}

/** Texts to compare as multisets, in order: what came, without what the merge adds. */
function contents(ticks: readonly (MergedTick & { readonly time?: number })[]): string[] {
  return ticks.map(({ key, time, price, score }) => JSON.stringify([key, time, price, score])).sort()
}
