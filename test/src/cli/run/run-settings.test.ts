import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readRunSettings, type SettingsLayers } from '../../../../src/cli/run/run-settings.ts'
import { settingsSchema } from '../../../../src/pipeline/spec.ts'

const own = settingsSchema.parse({ name: 'p', checkpoint: { everyTicks: 10 }, turn: { maxTicks: 7 } })

function read(layers: Partial<SettingsLayers>) {
  return readRunSettings({ settings: own, file: undefined, environment: {}, given: {}, ...layers })
}

async function settingsFile(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tickwise-settings-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'settings.json')
  await writeFile(path, content)
  return path
}

test('without anything the pipeline is as it was, and the rest has its defaults', async () => {
  const { pipeline, run } = await read({})
  expect(pipeline).toEqual(own)
  expect(run).toEqual({
    dashboard: false,
    metricsHost: '127.0.0.1',
    log: 'text',
    logLevel: 'info',
    tracing: false,
    shutdownMs: 25_000,
  })
})

test('the file wins over the pipeline, the environment over the file, the command line over all', async () => {
  const file = await settingsFile(
    '{ "checkpoint": { "everyTicks": 20, "everyMs": 21 }, "turn": { "waitMs": 22 }, "port": 1 }',
  )
  const environment = {
    TICKWISE_CHECKPOINT_EVERY_MS: '31',
    TICKWISE_PORT: '32',
    TICKWISE_DASHBOARD: 'true',
    OTHER: 'x',
  }
  const { pipeline, run } = await read({ file, environment, given: { port: 4 } })
  expect(pipeline.checkpoint).toEqual({ everyTicks: 20, everyMs: 31 })
  expect(pipeline.turn).toEqual({ maxTicks: 7, waitMs: 22 })
  expect(run).toMatchObject({ port: 4, dashboard: true })
})

test('all faults come at once, each with where it stands', async () => {
  const file = await settingsFile('{ "turn": { "maxTicks": 0, "size": 3 }, "name": "other" }')
  const environment = { TICKWISE_CACHE_MAX_KEYS: 'many', TICKWISE_LOG: 'xml' }
  const fault = await read({ file, environment, given: { metricsPort: -1 } }).catch((error: unknown) => error)
  expect(fault).toMatchObject({ code: 'CONFIG_INVALID' })
  const { received } = fault as { received: string }
  expect(received).toContain(`turn.maxTicks (${file})`)
  expect(received).toContain(`turn.size (${file}): no such setting`)
  expect(received).toContain('cache.maxKeys (the environment)')
  expect(received).toContain('log (the environment)')
  expect(received).toContain('metricsPort (the command line)')
})

test('a file that is none, or no object, is refused by name', async () => {
  const missing = await settingsFile('[]')
  await expect(read({ file: missing })).rejects.toThrow('no JSON object')
  await expect(read({ file: `${missing}.not` })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})
