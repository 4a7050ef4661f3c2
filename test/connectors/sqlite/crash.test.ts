import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { store, type SaveStep } from '../../../connectors/sqlite/index.ts'
import type { Store } from '../../../src/state/store.ts'

const partition = { topic: 'prices', partition: 0 }
let folder: string
let child: ChildProcess | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-sqlite-'))
})
afterEach(async () => {
  if (child?.exitCode === null && child.signalCode === null) {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  await rm(folder, { recursive: true })
})

/** A second process that has saved offset 1 and holds the store. */
async function startWriter(...args: string[]): Promise<ChildProcess> {
  const script = join(import.meta.dirname, 'writer-process.ts')
  child = fork(script, [folder, ...args], { execArgv: ['--disable-warning=ExperimentalWarning'] })
  const [message] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as unknown[]
  expect(message).toBe('saved')
  return child
}

async function readStates(reader: Store): Promise<string[]> {
  const states = new Set<string>()
  for await (const { bytes } of reader.records(partition)) states.add(new TextDecoder().decode(bytes))
  const { checkpoint } = await reader.peek(partition)
  return [...states, new TextDecoder().decode(checkpoint?.checkpoint), `offset ${checkpoint?.offset}`]
}
const stateAt = (offset: number) => [`state ${offset}`, `state ${offset}`, `offset ${offset}`]

describe('sqlite store and other processes', () => {
  it.each<[SaveStep, number]>([
    ['save-begun', 1],
    ['records-written', 1],
    ['checkpoint-written', 1],
    ['committed', 2],
  ])('killed at %s, leaves the whole checkpoint %i', async (step, offset) => {
    const writer = await startWriter(step)
    const exit = once(writer, 'exit')
    writer.send('go on')
    expect(await exit).toEqual([null, 'SIGKILL'])
    const reader = store(folder, { readOnly: true })
    await reader.open()
    expect(await readStates(reader)).toEqual(stateAt(offset))
    await reader.close()
    const next = store(folder)
    await next.open()
    expect(await next.claim(partition, 'next')).toMatchObject({ offset })
    expect(await readStates(next)).toEqual(stateAt(offset))
    await next.close()
  })

  it('has one writer; readers may come; the lock dies with the writer', async () => {
    const writer = await startWriter()
    const second = store(folder)
    await expect(second.open()).rejects.toThrow(
      expect.objectContaining({ code: 'STORE_LOCKED', message: expect.stringContaining(folder) as string }),
    )
    const reader = store(folder, { readOnly: true })
    await reader.open()
    expect(await reader.partitions()).toEqual([partition])
    expect(await readStates(reader)).toEqual(stateAt(1))
    writer.kill('SIGKILL')
    await once(writer, 'exit')
    await second.open()
    expect(await second.claim(partition, 'second')).toMatchObject({ offset: 1 })
    await second.close()
    await reader.close()
  })

  it('has one writer within a process, too', async () => {
    const [one, two] = [store(folder), store(folder)]
    await one.open()
    await expect(two.open()).rejects.toThrow(expect.objectContaining({ code: 'STORE_LOCKED' }))
    await one.close()
    await two.open()
    await two.close()
  })
})
