import { rm, stat } from 'node:fs/promises'
import * as sqlite from '../../../connectors/sqlite/index.ts'
import { isTickwiseError } from '../../errors.ts'
import { decodePartitionRecord } from '../../state/partition-record.ts'
import { readSkills, type KeySkill } from '../state/read-skills.ts'
import { dailyPrices, demoFiles } from './prices.ts'

export interface DemoState {
  readonly progress: 'none' | 'begun' | 'finished'
  readonly counters: Readonly<Record<string, number>>
  /** Day of the last price absorbed, in milliseconds since the epoch. */
  readonly lastDay: number | undefined
  readonly skills: readonly KeySkill[]
}

const nothing: DemoState = { progress: 'none', counters: {}, lastDay: undefined, skills: [] }

/** What is saved in the demo's folder. Writes nothing. */
export async function readDemoState(folder: string): Promise<DemoState> {
  const store = sqlite.store(folder, { readOnly: true })
  try {
    await store.open()
  } catch (error) {
    if (isTickwiseError(error, 'INPUT_INVALID')) return nothing
    throw error
  }
  try {
    const partition = (await store.partitions())[0]
    const checkpoint = partition && (await store.peek(partition)).checkpoint
    if (checkpoint === undefined) return nothing
    const { counters, highEventTime } = decodePartitionRecord(checkpoint.checkpoint)
    const { size } = await stat(dailyPrices.path)
    const progress = checkpoint.offset >= size ? 'finished' : 'begun'
    return { progress, counters, lastDay: highEventTime, skills: await readSkills(store) }
  } finally {
    await store.close()
  }
}

/** Forgets the state and removes the two files that the demo writes; nothing else in the folder is touched. */
export async function resetDemo(folder: string): Promise<void> {
  const store = sqlite.store(folder)
  await store.open()
  try {
    // Files first: should this stop half-way, the state that is left refuses outputs that are too short.
    const { forecasts, deadLetters } = demoFiles(folder)
    for (const path of [forecasts, deadLetters]) await rm(path, { force: true })
    for (const partition of await store.partitions()) await store.reset(partition)
  } finally {
    await store.close()
  }
}
