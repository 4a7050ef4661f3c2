import { expect, test } from 'vitest'
import { givesExactlyOnce } from '../../src/state/guarantee.ts'
import { createReaderFolder, readPage } from './page.ts'

const page = await readPage('docs/how-to/exactly-once.md')
const rows = [...page.text.matchAll(/^\| ([a-z, ]+) \| ([a-z, ]+) \| (\w+) \|$/gm)]
  .map(([, sources, sinks, store]) => ({ sources: sources!.split(', '), sinks: sinks!.split(', '), store: store! }))
  .filter(({ store }) => store !== 'state')

test('the combinations of the page are those that can be exactly once, and no others', () => {
  const connectors = ['file', 'memory', 'kafka', 'stdio', 'websocket', 'kafkajs']
  const sinks = [...connectors, 'transactional kafka', 'transactional memory']
  for (const source of connectors) {
    for (const sink of sinks) {
      for (const store of ['memory', 'sqlite', 'redis']) {
        const onPage = rows.some(
          (row) => row.sources.includes(source) && row.sinks.includes(sink) && row.store === store,
        )
        const isKept = givesExactlyOnce({ source, sink, deadLetters: sink, store })
        expect({ source, sink, store, isKept }).toEqual({ source, sink, store, isKept: onPage })
      }
    }
  }
  expect(rows).toHaveLength(5)
})

test('the replay that the page tells to try finds nothing', async () => {
  const folder = await createReaderFolder()
  await folder.write('pipeline.ts', (await readPage('docs/quick-start.md')).blocks('ts')[1]!)
  expect(page.commands).toHaveLength(1)
  expect((await folder.type(page.commands[0]!)).out).toContain('nothing')
}, 300_000)
