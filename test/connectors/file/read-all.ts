import type { DeadLetter } from '../../../src/stream/dead-letter.ts'
import type { Source } from '../../../src/stream/source.ts'
import type { Tick } from '../../../src/stream/tick.ts'

export interface ReadAll<T> {
  readonly ticks: Tick<T>[]
  readonly deadLetters: DeadLetter[]
}

/** Opens a source that ends, reads all of it and closes it. */
export async function readAll<T>(source: Source<T>, maxTicks = 100): Promise<ReadAll<T>> {
  await source.open()
  try {
    return await readRest(source, maxTicks)
  } finally {
    await source.close()
  }
}

/** Reads an open source to its end. */
export async function readRest<T>(source: Source<T>, maxTicks = 4096): Promise<ReadAll<T>> {
  const all: ReadAll<T> = { ticks: [], deadLetters: [] }
  for (;;) {
    const event = await source.read({ maxTicks, waitMs: 10_000 })
    if (event.type === 'assigned') continue
    all.ticks.push(...event.ticks)
    all.deadLetters.push(...event.deadLetters)
    if (event.ended) return all
  }
}
