import fc from 'fast-check'

/** Something that takes bytes from outside, and what must hold whatever they are. */
export interface FuzzTarget {
  readonly name: string
  /** Throws where a case breaks a promise; fast-check then makes the case small. */
  run(cases: number, seed: number): Promise<void>
}

/** A target of one property. */
export function target<T>(name: string, cases: fc.Arbitrary<T>, holds: (one: T) => void | Promise<void>): FuzzTarget {
  const property = fc.asyncProperty(cases, async (one) => holds(one))
  return { name, run: (numRuns, seed) => fc.assert(property, { numRuns, seed }) }
}

type Edit = (bytes: Buffer) => Buffer

const place = fc.nat(1 << 20)
const byte = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x22, 0x7b, 0x2c, 0x0a))

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(place, byte).map(([at, value]): Edit => (bytes) => {
    if (bytes.length > 0) bytes[at % bytes.length] = value
    return bytes
  }),
  fc.tuple(place, fc.nat(7)).map(([at, bit]): Edit => (bytes) => {
    if (bytes.length > 0) bytes[at % bytes.length]! ^= 1 << bit
    return bytes
  }),
  place.map(
    (at): Edit =>
      (bytes) =>
        bytes.subarray(0, at % (bytes.length + 1)),
  ),
  fc.tuple(place, fc.nat(40)).map(([at, count]): Edit => (bytes) => {
    const from = at % (bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + count)])
  }),
  fc.tuple(place, fc.uint8Array({ maxLength: 20 })).map(([at, more]): Edit => (bytes) => {
    const from = at % (bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, from), more, bytes.subarray(from)])
  }),
)

/** Sound bytes with a few places changed, cut out or put in: most of what reaches deep into a reader. */
export function nearly(sound: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const changed = fc
    .tuple(fc.constantFrom(...sound), fc.array(edit, { minLength: 1, maxLength: 4 }))
    .map(([bytes, edits]) => edits.reduce<Buffer>((now, change) => change(now), Buffer.from(bytes)))
  return fc.oneof({ weight: 9, arbitrary: changed }, { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) })
}
