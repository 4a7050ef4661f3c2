import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { buildKernel } from '../../../scripts/build-kernel.ts'

it('holds the bytes that the AssemblyScript sources compile to', async () => {
  const generated = readFileSync(new URL('../../../src/kernel/kernel.generated.ts', import.meta.url), 'utf8')
  expect(await buildKernel()).toBe(generated)
})
