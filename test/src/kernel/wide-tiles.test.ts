import { describe, expect, it } from 'vitest'
import { createKernel } from '../../../src/kernel/kernel.ts'
import { createRandom } from '../../../src/numeric/random.ts'

const shapes = [
  { rows: 1, panels: 1, depth: 3 },
  { rows: 4, panels: 2, depth: 8 },
  { rows: 7, panels: 3, depth: 5 },
  { rows: 16, panels: 8, depth: 64 },
  { rows: 66, panels: 9, depth: 17 },
  { rows: 0, panels: 4, depth: 2 },
]

/** Seeded matrices a, b and c in a kernel's memory, and what is in c after `run`. */
function compute(
  sizes: { a: number; b: number; c: number },
  set: (kernel: ReturnType<typeof createKernel>) => void,
  run: (kernel: ReturnType<typeof createKernel>, at: { a: number; b: number; c: number }) => void,
): Float32Array {
  const kernel = createKernel()
  const random = createRandom(3)
  const take = (length: number) => {
    const at = kernel.arena.take(length * 4)
    const values = Float32Array.from({ length }, () => random.normal())
    kernel.arena.floats(at, length).set(values)
    return at
  }
  const at = { a: take(sizes.a), b: take(sizes.b), c: take(sizes.c) }
  set(kernel)
  run(kernel, at)
  return kernel.arena.floats(at.c, sizes.c).slice()
}

type Setting = Parameters<typeof compute>[1]
const plain: Setting = () => {}
const wide: Setting = ({ run }) => run.useWideTiles(1)
const roomy: Setting = ({ run, arena }) => run.gradientRoom(arena.take(run.gradientRoomBytes()))
const wideAndRoomy: Setting = (kernel) => {
  wide(kernel)
  roomy(kernel)
}

describe('tiles of other sizes give the same bits', () => {
  it.each(shapes)('of a product, $rows rows, $panels panels, $depth deep', ({ rows, panels, depth }) => {
    const sizes = { a: rows * depth, b: panels * 8 * depth, c: (rows + 1) * panels * 8 }
    const product = (set: Setting) =>
      compute(sizes, set, ({ run }, { a, b, c }) => {
        run.product(rows, panels, c + rows * panels * 32, 0, a, depth * 4, depth, b, c, panels * 32)
      })
    expect(product(wide)).toEqual(product(plain))
  })

  it.each([...shapes, { rows: 300, panels: 5, depth: 300 }])(
    'of a gradient, $rows rows, $panels panels, $depth deep',
    ({ rows: some, panels, depth }) => {
      const rows = some & ~3
      const sizes = { a: rows * depth, b: panels * 8 * depth, c: rows * panels * 8 }
      const gradient = (set: Setting) =>
        compute(sizes, set, ({ run }, { a, b, c }) => {
          run.gradientProduct(rows, panels, depth, a, rows * 4, b, panels * 32, c, panels * 32)
        })
      const expected = gradient(plain)
      for (const set of [wide, roomy, wideAndRoomy]) expect(gradient(set)).toEqual(expected)
    },
  )
})
