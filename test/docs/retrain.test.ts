import { expect, test } from 'vitest'
import { createReaderFolder, readPage } from './page.ts'

const page = await readPage('docs/how-to/retrain.md')

test('retraining by hand and beside a pipeline, with every decision in the history', async () => {
  const folder = await createReaderFolder()
  expect(page.commands).toHaveLength(4)
  const [train, promote, retrain, history] = page.commands
  await folder.type(train!)
  expect((await folder.type(promote!)).out).toContain('is the champion')
  expect((await folder.type(retrain!)).out).toMatch(/the champion stays: |is the champion now: /)
  expect((await folder.type(history!)).out).toMatch(/promote[\s\S]*first[\s\S]*retrain[\s\S]*by hand, on prices\.csv/)

  await folder.write('beside.ts', page.blocks('ts')[0]!)
  const { code, out, err } = await folder.runModule('beside.ts')
  expect(err).toBe('')
  expect(code).toBe(0)
  // One event of each retraining, and what the last one came to.
  expect(out.trim().split('\n')).toEqual(
    expect.arrayContaining([expect.stringMatching(/^(promoted|rejected|stopped)$/)]),
  )
  expect((await folder.read('forecasts.ndjson')).split('\n').length).toBeGreaterThan(30_000)
}, 400_000)
