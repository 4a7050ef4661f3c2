import { createKernel, type CompiledKernel } from '../../kernel/kernel.ts'

const [rows, panels, depth] = [64, 32, 64]
const rounds = 40

/** Whether products on one kernel take less time than on another: the best of some, side by side. A few milliseconds. */
export function isQuicker(one: CompiledKernel, other: CompiledKernel): boolean {
  const products = [one, other].map(createProduct)
  const best = [Infinity, Infinity]
  for (let round = 0; round < rounds; round++) {
    products.forEach((product, i) => {
      const start = performance.now()
      product()
      best[i] = Math.min(best[i]!, performance.now() - start)
    })
  }
  return best[0]! < best[1]!
}

function createProduct(kernel: CompiledKernel): () => void {
  const { arena, run } = createKernel(kernel)
  const row = panels * 8 * 4
  const [bias, a, weights, c] = [row, rows * depth * 4, depth * row, rows * row].map((bytes) => arena.take(bytes))
  return () => run.product(rows, panels, bias!, 0, a!, depth * 4, depth, weights!, c!, row)
}
