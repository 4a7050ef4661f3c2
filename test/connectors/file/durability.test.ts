import { open, type FileHandle } from 'node:fs/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import * as file from '../../../connectors/file/index.ts'
import { useTemporaryFolder } from './temporary-folder.ts'

const pathOf = useTemporaryFolder()
const calls: string[] = []

beforeEach(async () => {
  const handle = await open(pathOf('any'), 'w')
  await handle.close()
  const prototype = Object.getPrototypeOf(handle) as FileHandle
  for (const name of ['write', 'datasync', 'sync', 'truncate'] as const) {
    const real = Reflect.get(prototype, name) as (this: FileHandle, ...parts: unknown[]) => Promise<unknown>
    vi.spyOn(prototype, name).mockImplementation(function (this: FileHandle, ...parts: unknown[]) {
      calls.push(name)
      return real.apply(this, parts) as never
    })
  }
})
afterEach(() => {
  vi.restoreAllMocks()
  calls.length = 0
})

const outputs = [
  { id: 'p:t:0:1:0', topic: 't', partition: 0, offset: 1, ordinal: 0, key: 'a', eventTime: 5, value: { point: 1 } },
]

it('asks the disk to keep the bytes before it gives a mark, and the folder to keep the name once', async () => {
  const sink = file.sink({ path: pathOf('out.ndjson') })
  await sink.open(undefined)
  await sink.append(outputs)
  await sink.sync()
  expect(calls).toEqual(['write', 'datasync', 'sync'])
  await sink.append(outputs)
  await sink.sync()
  expect(calls.slice(3)).toEqual(['write', 'datasync'])
  await sink.close()
})

it('makes a cut durable before anything is appended', async () => {
  const sink = file.sink({ path: pathOf('out.ndjson') })
  await sink.open(undefined)
  const marks = await sink.sync()
  await sink.append(outputs)
  await sink.sync()
  await sink.close()
  calls.length = 0
  await sink.open(marks)
  expect(calls).toEqual(['truncate', 'sync'])
  await sink.close()
})
