import { expect, test } from 'vitest'
import { writeReference } from '../../scripts/reference/write-reference.ts'
import { readPage } from './page.ts'

test('the reference is what the schemas say', async () => {
  expect((await readPage('docs/reference.md')).text, 'run `npm run reference`').toBe(writeReference())
})

test('every setting of a run is explained', () => {
  const [settings = ''] = writeReference().split('\n## Retraining')
  const rows = settings.split('\n').filter((line) => line.startsWith('| `'))
  expect(rows.length).toBeGreaterThan(20)
  expect(rows.filter((line) => line.endsWith(' | |'))).toEqual([])
})
