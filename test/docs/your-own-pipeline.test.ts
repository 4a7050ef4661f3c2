import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { createReaderFolder, readPage } from './page.ts'

const page = await readPage('docs/tutorials/your-own-pipeline.md')
const [makeLevels, levels] = page.blocks('ts')
const [train, lint, run, inspect] = page.commands

test('the tutorial finds the two jumps, little else, and nothing twice', async () => {
  expect([page.blocks('ts').length, page.commands.length]).toEqual([2, 4])
  const folder = await createReaderFolder()
  await folder.write('make-levels.ts', makeLevels!)
  expect(spawnSync(process.execPath, ['make-levels.ts'], { cwd: folder.path }).status).toBe(0)
  await folder.write('levels.ts', levels!)

  const trained = await folder.type(train!)
  const ratios = [...trained.out.matchAll(/\+1 +\d+ +[\d.]+ +[\d.]+ +([\d.]+)/g)].map(([, ratio]) => Number(ratio))
  expect(ratios).toHaveLength(3)
  for (const ratio of ratios) expect(ratio).toBeLessThan(0.8)
  expect((await folder.type(lint!)).out).toContain('nothing to complain about (exactly-once)')

  await folder.type(run!)
  const alarms = await folder.read('alarms.ndjson')
  const lines = alarms.split('\n').filter((line) => line !== '')
  const found = lines.map((line) => JSON.parse(line) as { key: string; time: number; level: number })
  const tickOf = (time: number) => (time - Date.UTC(2026, 0, 1)) / 900_000
  const south = found.filter(({ key }) => key === 'south').map(({ time }) => tickOf(time))
  expect(south).toContain(2600)
  expect(south).toContain(2800)
  expect(found.length).toBeLessThan(8)

  await folder.type(run!)
  expect(await folder.read('alarms.ndjson')).toBe(alarms)
  expect((await folder.type(inspect!)).out).toContain('scanByKey')
}, 300_000)
