import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/numeric/random.ts'

describe('createRandom', () => {
  it('gives the same numbers for the same seed and others for another', () => {
    const draw = (seed: number) => {
      const random = createRandom(seed)
      return [random.next(), random.normal(), random.integer(1000)]
    }
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
    expect(draw(7)).toMatchInlineSnapshot(`
      [
        0.049009592574554284,
        0.683241477761382,
        690,
      ]
    `)
  })

  it('continues bit by bit after save and load', () => {
    const random = createRandom(3)
    for (let i = 0; i < 10; i++) random.normal()
    const other = createRandom(99)
    other.load(random.save())
    for (let i = 0; i < 100; i++) expect(other.normal()).toBe(random.normal())
  })

  it('refuses a state of another length', () => {
    expect(() => createRandom(1).load(new Uint8Array(15))).toThrow(/16 bytes/)
  })

  it('is uniform, and normal where asked', () => {
    const random = createRandom(11)
    const n = 100_000
    const buckets = new Array<number>(10).fill(0)
    let mean = 0
    let square = 0
    for (let i = 0; i < n; i++) {
      buckets[random.integer(10)]! += 1
      const x = random.normal()
      mean += x / n
      square += (x * x) / n
    }
    for (const count of buckets) expect(Math.abs(count - n / 10)).toBeLessThan(400)
    expect(Math.abs(mean)).toBeLessThan(0.01)
    expect(Math.abs(square - 1)).toBeLessThan(0.02)
  })
})
