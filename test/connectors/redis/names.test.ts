import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromMember, namePartition, namePartitions, toMember } from '../../../connectors/redis/names.ts'

// The function that ioredis itself uses; the package's types describe another module format.
const slotOf = createRequire(import.meta.url)('cluster-key-slot') as (key: string) => number

const text = fc.string({
  unit: fc.constantFrom('a', '1', ':', '{', '}', '%', '/', '\0', '\n', 'é', '\ud83d', '\udfff'),
})
const topicPartition = fc.record({ topic: text, partition: fc.nat() })

describe('redis store: names', () => {
  it('of one partition are in one slot of a cluster', () => {
    fc.assert(
      fc.property(text, topicPartition, (prefix, partition) => {
        const { partition: name, saving } = namePartition(prefix, partition)
        expect(slotOf(saving)).toBe(slotOf(name))
      }),
    )
    const slots = Array.from({ length: 64 }, (_, i) =>
      slotOf(namePartition('p', { topic: 't', partition: i }).partition),
    )
    expect(new Set(slots).size).toBeGreaterThan(48)
  })

  it('of different partitions differ, and none is the name of the list', () => {
    fc.assert(
      fc.property(text, topicPartition, text, topicPartition, (p, a, q, b) => {
        const same = p === q && a.topic === b.topic && a.partition === b.partition
        const [one, other] = [namePartition(p, a), namePartition(q, b)]
        expect(one.partition === other.partition).toBe(same)
        expect(new Set([one.partition, other.saving, namePartitions(p), namePartitions(q) + '!']).size).toBe(4)
      }),
      { numRuns: 1000 },
    )
  })

  it('hold nothing but letters, digits, signs without meaning and our separators', () => {
    fc.assert(
      fc.property(text, topicPartition, (prefix, partition) => {
        expect(namePartition(prefix, partition).saving).toMatch(/^\{[\w.%-]*:[\w.%-]*:\d+\}:saving$/)
      }),
    )
  })

  it('come back from the list', () => {
    fc.assert(
      fc.property(topicPartition, (partition) => {
        expect(fromMember(toMember(partition))).toEqual({ ...partition })
      }),
    )
    for (const foreign of ['', 'prices', 'prices:x', 'a:b:0']) expect(fromMember(foreign)).toBe(undefined)
  })
})
