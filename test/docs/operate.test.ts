import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { runSettingsSchema } from '../../src/cli/run/run-settings.ts'
import { settingLeaves } from '../../src/cli/run/settings-from-environment.ts'
import { createRunMetrics } from '../../src/operations/run-metrics.ts'
import type { Source } from '../../src/stream/source.ts'
import { createReaderFolder, readPage, root } from './page.ts'

const page = await readPage('docs/how-to/operate.md')

test('the page names every setting and every metric that there is', async () => {
  const leaves = settingLeaves(z.toJSONSchema(runSettingsSchema, { io: 'output', unrepresentable: 'any' }))
  const missing = leaves.map(({ path }) => path.join('.')).filter((name) => !page.text.includes(`\`${name}\``))
  expect(missing.filter((name) => !name.startsWith('swap.'))).toEqual([])
  const metrics = createRunMetrics({ pipeline: 'p', version: '1', source: { name: 'x' } as Source, seconds: () => 0 })
  const names = [...(await metrics.read()).matchAll(/^# TYPE (tickwise_\S+)/gm)].map(([, name]) => name!)
  expect(names.filter((name) => !page.text.includes(name))).toEqual([])
})

test('its commands run: a watched run with settings from a file, and dead letters that are replayed', async () => {
  const folder = await createReaderFolder()
  const pipeline = (await readPage('README.md')).blocks('ts')[1]!
  const [, source = ''] = /(pipeline\(\{[\s\S]*)/.exec(pipeline) ?? []
  await folder.write(
    'pipeline.ts',
    pipeline.replace(source, source.replace('pipeline({', "pipeline({\n  name: 'prices',")),
  )
  const prices = await readFile(join(root, 'src/cli/data/prices.csv'), 'utf8')
  await folder.write(
    'prices.csv',
    prices
      .split('\n')
      .slice(0, 3000)
      .join('\n')
      .replace(/^([^,\n]+,[^,\n]+),[\d.]+$/m, '$1,n/a'),
  )
  await folder.write('settings.json', page.blocks('json')[0]!)
  const [run, list, replay] = page.commands
  const { err } = await folder.type(`${run} --config settings.json`.replace('9464', '0'))
  expect(err).toContain('"state":"stopped"')
  expect((await folder.type(list!)).out).toContain('1 dead letters: 1 malformed')
  expect((await folder.type(replay!)).out).toContain('1 letters to mended.ndjson')
  expect(await folder.read('mended.ndjson')).toContain('n/a')
}, 120_000)
