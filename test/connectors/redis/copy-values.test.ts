import fc from 'fast-check'
import { expect, it } from 'vitest'
import { copyValues } from '../../../connectors/redis/copy-values.ts'

const value = fc.option(fc.uint8Array({ maxLength: 20_000 }), { nil: null })

it('values of a reply: equal, aligned, and of their own', () => {
  fc.assert(
    fc.property(fc.array(value, { maxLength: 12 }), (values) => {
      const reply = values.map((bytes) => bytes && Buffer.from(bytes))
      const copies = copyValues(reply)
      for (const bytes of reply) bytes?.fill(0)
      expect(copies.map((bytes) => bytes && [...bytes])).toEqual(
        values.map((bytes) => (bytes?.length === undefined ? undefined : [...bytes])),
      )
      const places = copies.filter((bytes) => bytes !== undefined && bytes.length > 0) as Uint8Array[]
      for (const [i, bytes] of places.entries()) {
        expect(bytes.byteOffset % 8).toBe(0)
        const isApart = (other: Uint8Array) =>
          other.buffer !== bytes.buffer || other.byteOffset >= bytes.byteOffset + bytes.length
        expect(places.slice(i + 1).every(isApart)).toBe(true)
      }
    }),
  )
})
