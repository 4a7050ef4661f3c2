import { describe, expect, it } from 'vitest'
import { type ServedState, servedSection } from '../../operators/internals/served-state.ts'
import { ShadowState } from '../../operators/internals/shadow-state.ts'

const section = servedSection('infer', '', 2)
const version = (digit: string) => digit.repeat(16)
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

function stateWith(shadow?: ShadowState): ServedState {
  const state = section.create()
  state.handOver(version('a'), 3, 2)
  for (const x of [1, 2, 3, 4]) state.keep([x, -x])
  state.h.set([0.5, -0.25])
  state.shadow = shadow
  return state
}
const inputsOf = (state: ServedState) =>
  Array.from({ length: state.kept }, (_, n) => {
    const input = new Float32Array(2)
    state.copyInput(n, input, 0)
    return [...input]
  })
const shadow = () => new ShadowState(version('b'), Float32Array.of(1, 2, 3), Float64Array.of(7, 0.1, 1e300))

describe('a state of a model that may be swapped', () => {
  it('has the bytes it always had while nobody advances beside', () => {
    const words = ['aaaaaaaa', 'aaaaaaaa', '03000000', '03000000', '01000000', '02000000']
    const inputs = ['00008040', '000080c0', '00000040', '000000c0', '00004040', '000040c0']
    expect(hex(section.encode(stateWith()))).toBe([...words, ...inputs, '0000003f', '000080be'].join(''))
  })

  it('comes back with the one beside it, bit by bit, and without it when that is gone', () => {
    const bytes = section.encode(stateWith(shadow()))
    const found = section.decode(bytes)
    expect(found.shadow).toEqual(shadow())
    expect(found.version).toBe(version('a'))
    expect([...found.h]).toEqual([0.5, -0.25])
    expect([found.keepsAtMost, inputsOf(found)[0]]).toEqual([3, [2, -2]])
    expect(hex(section.encode(found))).toBe(hex(bytes))
    found.shadow = undefined
    expect(hex(section.encode(found))).toBe(hex(section.encode(stateWith())))
  })

  it.each([
    [
      2,
      [
        [3, -3],
        [4, -4],
      ],
    ],
    [
      3,
      [
        [2, -2],
        [3, -3],
        [4, -4],
      ],
    ],
    [
      5,
      [
        [2, -2],
        [3, -3],
        [4, -4],
      ],
    ],
  ])('hands its newest inputs over to a version that keeps %i', (keep, inputs) => {
    const state = stateWith()
    state.handOver(version('b'), keep, 4)
    expect(state.version).toBe(version('b'))
    expect(inputsOf(state)).toEqual(inputs)
    expect([...state.h]).toEqual([0, 0, 0, 0])
    state.keep([5, -5])
    expect(inputsOf(state)).toEqual([...inputs, [5, -5]].slice(-keep))
  })

  it('refuses bytes that are cut anywhere, or say another length than they have', () => {
    const whole = section.encode(stateWith(shadow()))
    const invalid = expect.objectContaining({ code: 'RECORD_INVALID' }) as Error
    for (let length = 0; length < whole.length; length++)
      expect(() => section.decode(whole.subarray(0, length)), `${length}`).toThrow(invalid)
    for (const at of [2, 6 + 6 + 2 + 2, 6 + 6 + 2 + 3, whole.length / 4 - 1]) {
      const damaged = whole.slice()
      new DataView(damaged.buffer).setUint32(4 * at, 0x8fff_ffff, true)
      expect(() => section.decode(damaged), `word ${at}`).toThrow(invalid)
    }
  })
})
