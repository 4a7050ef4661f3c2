import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { spawnTickwise } from '../spawn-tickwise.ts'

/** A log whose committed offsets are gone with the process, while the checkpoint stays: a gap at every further start. */
const pipeline = `import { pipeline } from 'tickwise'
import { scanByKey } from 'tickwise/operators'
import * as memory from 'tickwise/connectors/memory'
import * as sqlite from 'tickwise/connectors/sqlite'

const source = memory.source<number>({ entries: Array.from({ length: 20 }, (_, value) => ({ key: 'a', value })) })
export default pipeline({
  source,
  sink: memory.transactionalSink(source),
  state: sqlite.store('state'),
  operators: (ticks) => ticks.pipe(scanByKey((sum: number, value) => sum + value, 0)),
})
`

test('a gap is refused, and the option that the refusal names is the way out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tickwise-gap-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'gap.ts'), pipeline)
  const run = (...words: string[]) => spawnTickwise(['run', 'gap.ts', ...words], folder).ended

  expect(await run()).toMatchObject({ code: 0 })
  const refused = await run()
  expect(refused.code).toBe(1)
  expect(refused.err).toContain('--on-gap rebuild')
  const rebuilt = await run('--on-gap', 'rebuild')
  expect(rebuilt.err).toContain('20 ticks in this run')
  expect(rebuilt.code).toBe(0)
}, 120_000)
