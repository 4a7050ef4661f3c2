import { afterEach, describe, expect, it } from 'vitest'
import type { DeadLetter } from '../../stream/dead-letter.ts'
import type { Source, TickBatch } from '../../stream/source.ts'
import { partitionId, type Partition, type Tick } from '../../stream/tick.ts'

/** One line of the contract's input: a tick, or something that can't become one. */
export type ContractEntry = { readonly key: string; readonly time: number; readonly price: number } | 'malformed'

export interface SourceContractOptions {
  /** A source, not opened, of one partition that holds these entries and ends. Called again for the same entries. */
  readonly create: (entries: readonly ContractEntry[]) => Promise<Source>
  /** Removes what `create` left behind. */
  readonly dispose?: () => Promise<void>
}

interface Everything {
  readonly partition: Partition
  readonly ticks: readonly Tick[]
  readonly deadLetters: readonly DeadLetter[]
  readonly batches: readonly TickBatch<unknown>[]
}

const waitMs = 10_000

/** The suite that every source runs. */
export function sourceContract(name: string, { create, dispose }: SourceContractOptions): void {
  describe(`source contract: ${name}`, () => {
    const sources: Source[] = []
    afterEach(async () => {
      await Promise.all(sources.splice(0).map((source) => source.close()))
      await dispose?.()
    })
    const opened = async (entries: readonly ContractEntry[]) => {
      const source = await create(entries)
      sources.push(source)
      await source.open()
      return source
    }

    it('begins with an assignment of its partitions', async () => {
      const event = await (await opened(prices(3))).read({ maxTicks: 10, waitMs })
      expect(event).toMatchObject({ type: 'assigned', partitions: [{ partition: 0 }] })
    })

    it('gives every tick once, in order, with growing offsets, at any batch size', async () => {
      const entries = prices(1000)
      for (const maxTicks of [1, 7, 4096]) {
        const { ticks, batches } = await readAll(await opened(entries), maxTicks)
        expect(ticks.map(({ key, eventTime }) => [key, eventTime])).toEqual(entries.map(({ key, time }) => [key, time]))
        expect(ticks.map(({ value }) => value)).toEqual(
          entries.map((entry) => expect.objectContaining(entry) as unknown),
        )
        for (const [index, { offset }] of ticks.entries())
          expect(offset).toBeGreaterThan(ticks[index - 1]?.offset ?? -1)
        for (const batch of batches) expect(batch.ticks.length + batch.deadLetters.length).toBeLessThanOrEqual(maxTicks)
      }
    })

    it('says with every batch where the next one begins', async () => {
      const { partition, batches } = await readAll(await opened(prices(50)), 7)
      const filled = batches.filter(({ ticks }) => ticks.length > 0)
      for (const [index, { ticks, next }] of filled.entries()) {
        const position = next.get(partitionId(partition))
        expect(position).toBeGreaterThan(ticks.at(-1)?.offset ?? Infinity)
        expect(position).toBeLessThanOrEqual(filled[index + 1]?.ticks[0]?.offset ?? Infinity)
      }
    })

    it('ends, and stays ended', async () => {
      const source = await opened(prices(2))
      await readAll(source, 10)
      expect(await source.read({ maxTicks: 10, waitMs })).toMatchObject({ ticks: [], ended: true })
    })

    it('ends at once when there is nothing', async () => {
      const { ticks, deadLetters } = await readAll(await opened([]), 10)
      expect([ticks, deadLetters]).toEqual([[], []])
    })

    it('gives what is no tick to the dead letters, with its place, and goes on', async () => {
      const entries: ContractEntry[] = [...prices(2), 'malformed', ...prices(2)]
      const { partition, ticks, deadLetters } = await readAll(await opened(entries), 10)
      expect(ticks).toHaveLength(4)
      expect(deadLetters).toMatchObject([{ ...partition, reason: 'malformed' }])
      const offset = deadLetters[0]?.offset
      expect(offset).toBeGreaterThan(ticks[1]?.offset ?? Infinity)
      expect(offset).toBeLessThan(ticks[2]?.offset ?? -1)
    })

    it('hands over a bounded number of dead letters too', async () => {
      const { batches, deadLetters } = await readAll(await opened(Array<'malformed'>(20).fill('malformed')), 3)
      expect(deadLetters).toHaveLength(20)
      for (const batch of batches) expect(batch.deadLetters.length).toBeLessThanOrEqual(3)
    })

    it('gives the same ticks again after a seek, or refuses the seek when it is not replayable', async () => {
      const entries: ContractEntry[] = [...prices(20), 'malformed', ...prices(20)]
      const source = await opened(entries)
      const { partition, ticks, deadLetters } = await readAll(source, 7)
      const from = ticks[13]
      if (from === undefined) throw new Error('the source gave too few ticks')
      if (!source.replayable) {
        await expect(source.seek(partition, from.offset)).rejects.toMatchObject({ code: 'SOURCE_CHANGED' })
        return
      }
      await source.seek(partition, from.offset)
      const again = await readAll(source, 5, partition)
      expect(again.ticks).toEqual(ticks.slice(13))
      expect(again.deadLetters).toEqual(deadLetters)
    })

    it('goes on in a new process at any offset that it gave', async () => {
      const entries = prices(30)
      const { partition, ticks } = await readAll(await opened(entries), 10)
      const source = await opened(entries)
      const from = ticks[11]
      if (!source.replayable || from === undefined) return expect(source.replayable).toBe(false)
      await source.read({ maxTicks: 1, waitMs })
      await source.seek(partition, from.offset)
      expect((await readAll(source, 4, partition)).ticks).toEqual(ticks.slice(11))
    })

    it('tells a replaced input from the same one', async () => {
      const { partition, ticks } = await readAll(await opened(prices(30)), 10)
      const offset = ticks[11]?.offset ?? 0
      const source = await opened(prices(30))
      const identity = await source.identity(partition, offset)
      expect(await (await opened(prices(35))).identity(partition, offset)).toBe(identity)
      if (source.replayable) expect(await (await opened(prices(30, 7))).identity(partition, offset)).not.toBe(identity)
    })

    it('stops waiting when the signal says so', async () => {
      const source = await opened(prices(1))
      await source.read({ maxTicks: 1, waitMs })
      const signal = AbortSignal.abort(new Error('enough'))
      await expect(source.read({ maxTicks: 1, waitMs, signal })).rejects.toThrow('enough')
      expect((await readAll(source, 1, { topic: 'any', partition: 0 })).ticks).toHaveLength(1)
    })
  })
}

function prices(count: number, first = 100) {
  return Array.from({ length: count }, (_, index) => ({
    key: `key ${index % 3} é`,
    time: 1_600_000_000_000 + index * 1000,
    price: first + index / 4,
  }))
}

async function readAll(source: Source, maxTicks: number, known?: Partition): Promise<Everything> {
  let partition = known
  const batches: TickBatch<unknown>[] = []
  for (;;) {
    const event = await source.read({ maxTicks, waitMs })
    if (event.type === 'assigned') {
      partition = event.partitions[0]
      continue
    }
    batches.push(event)
    if (event.ended) break
  }
  if (partition === undefined) throw new Error('the source gave no assignment')
  return {
    partition,
    batches,
    ticks: batches.flatMap(({ ticks }) => ticks),
    deadLetters: batches.flatMap(({ deadLetters }) => deadLetters),
  }
}
