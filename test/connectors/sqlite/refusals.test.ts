import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { store } from '../../../connectors/sqlite/index.ts'
import type { Snapshot } from '../../../src/state/store.ts'

const partition = { topic: 'prices', partition: 0 }
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-sqlite-'))
})
afterEach(() => rm(folder, { recursive: true }))

const error = (code: string, text: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(text) as string }) as Error

function snapshot(from: number | undefined, to: number, keys: number, bytes: number): Snapshot {
  const records = Array.from({ length: keys }, (_, i) => ({ key: `${i}`, bytes: new Uint8Array(bytes).fill(to) }))
  return { partition, previousOffset: from, offset: to, records, checkpoint: Uint8Array.of(to) }
}

describe('sqlite store, when it has to refuse', () => {
  it('leaves the checkpoint whole when the disk is full, and goes on when there is room', async () => {
    const small = store(folder, { maxBytes: 200_000 })
    await small.open()
    await small.claim(partition, 't1')
    await small.save('t1', [snapshot(undefined, 1, 100, 100)])
    await expect(small.save('t1', [snapshot(1, 2, 1000, 1000)])).rejects.toThrow(error('STORE_FAILED', 'full'))
    const found = await small.peek(partition, '99')
    expect(found).toEqual({
      checkpoint: { offset: 1, checkpoint: Uint8Array.of(1) },
      record: new Uint8Array(100).fill(1),
    })
    expect((await small.peek(partition, '100')).record).toBe(undefined)
    await small.save('t1', [snapshot(1, 2, 100, 100)])
    await small.close()
    const large = store(folder)
    await large.open()
    await large.claim(partition, 't2')
    await large.save('t2', [snapshot(2, 3, 1000, 1000)])
    expect((await large.peek(partition, '999')).record).toEqual(new Uint8Array(1000).fill(3))
    await large.close()
  })

  it('refuses a file that is no database, and gives the lock back', async () => {
    await writeFile(join(folder, 'state.sqlite'), 'time,price\n'.repeat(1000))
    await expect(store(folder).open()).rejects.toThrow(error('STORE_FAILED', 'file is not a database'))
    await expect(store(folder, { readOnly: true }).open()).rejects.toThrow(error('STORE_FAILED', 'not a database'))
    await rm(join(folder, 'state.sqlite'))
    const again = store(folder)
    await again.open()
    await again.close()
  })

  it('refuses a database of another program', async () => {
    const other = new DatabaseSync(join(folder, 'state.sqlite'))
    other.exec('CREATE TABLE accounts (name TEXT)')
    other.close()
    await expect(store(folder).open()).rejects.toThrow(error('STORE_FAILED', 'a database of another program'))
  })

  it('refuses a newer schema, naming both versions', async () => {
    const own = store(folder)
    await own.open()
    await own.close()
    const database = new DatabaseSync(join(folder, 'state.sqlite'))
    database.exec('PRAGMA user_version = 2')
    database.close()
    await expect(store(folder).open()).rejects.toThrow(error('RECORD_FOREIGN', 'schema version 2'))
  })

  it('refuses a folder that is a file', async () => {
    await writeFile(join(folder, 'file'), '')
    await expect(store(join(folder, 'file')).open()).rejects.toThrow(error('STORE_FAILED', join(folder, 'file')))
  })

  it('reads only what is there, and writes nothing when read-only', async () => {
    await expect(store(join(folder, 'none'), { readOnly: true }).open()).rejects.toThrow(error('INPUT_INVALID', 'none'))
    await mkdir(join(folder, 'state'))
    const writer = store(join(folder, 'state'))
    await writer.open()
    await writer.close()
    const reader = store(join(folder, 'state'), { readOnly: true })
    await reader.open()
    for (const act of [() => reader.claim(partition, 't'), () => reader.reset(partition), () => reader.save('t', [])])
      await expect(act()).rejects.toThrow(error('STORE_FAILED', 'open for reading'))
    await reader.close()
  })

  it('refuses to work before it is open and after it is closed', async () => {
    const closed = store(folder)
    await expect(closed.claim(partition, 't')).rejects.toThrow(error('STORE_FAILED', 'an open store'))
    await closed.open()
    await closed.close()
    await closed.close()
    await expect(closed.partitions()).rejects.toThrow(error('STORE_FAILED', 'an open store'))
  })

  it('names every bad option', () => {
    const options = { maxBytes: -1, sync: true } as object
    expect(() => store('', options)).toThrowError(error('CONFIG_INVALID', 'maxBytes'))
    expect(() => store('', options)).toThrowError(error('CONFIG_INVALID', 'sync'))
  })

  it('keeps no record of a partition that was reset', async () => {
    const own = store(folder)
    await own.open()
    await own.claim(partition, 't')
    await own.save('t', [snapshot(undefined, 1, 10, 10)])
    await own.reset(partition)
    await own.close()
    const database = new DatabaseSync(join(folder, 'state.sqlite'))
    expect(database.prepare('SELECT count(*) AS records FROM records').get()).toEqual({ records: 0 })
    database.close()
  })

  it('passes on what a step hook throws, and nothing is saved', async () => {
    const failing = store(folder, {
      onStep: (step) => {
        if (step === 'checkpoint-written') throw new Error('stop here')
      },
    })
    await failing.open()
    await failing.claim(partition, 't')
    await expect(failing.save('t', [snapshot(undefined, 1, 10, 10)])).rejects.toThrow('stop here')
    expect(await failing.peek(partition, '0')).toEqual({ checkpoint: undefined, record: undefined })
    await failing.close()
  })
})
