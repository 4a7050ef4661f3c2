import { expect, test } from 'vitest'
import { targets } from './targets.ts'

/** A few hundred here, 100,000 in `npm run test:fuzz`. */
test.each(targets)('$name holds for whatever comes', async (one) => {
  await expect(one.run(400, 1)).resolves.toBeUndefined()
})
