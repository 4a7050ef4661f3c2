import * as file from '../../../connectors/file/index.ts'
import type { MemoryEntry } from '../../../connectors/memory/index.ts'
import { TickwiseError } from '../../errors.ts'
import { defaultModels } from '../../pipeline/defaults.ts'
import type { Pipeline } from '../../pipeline/spec.ts'
import type { Source } from '../../stream/source.ts'
import { replay, type ReplayReport } from '../../testing/replay.ts'

export interface ReplayChoice {
  /** Recorded ticks; undefined reads the pipeline's own source. */
  readonly file: string | undefined
  readonly ticks: number
  readonly signal: AbortSignal
  readonly note: (text: string) => void
}

/** Replays a pipeline's chain over the first ticks of a recording. Throws `CHAIN_INVALID` with the first difference. */
export async function replayPipeline(
  { settings, source, operators, models = defaultModels() }: Pipeline,
  { file: path, ticks, signal, note }: ReplayChoice,
): Promise<ReplayReport> {
  if (path === undefined && !source.replayable) throw notReplayable(source.name)
  const entries = await readEntries(path === undefined ? source : file.source({ path }), ticks, signal)
  if (entries.length === 0) throw noTicks(path)
  note(`Replaying ${entries.length} ticks ...`)
  const { late, ttlMs, cache, name } = settings
  return replay({
    operators,
    entries,
    models,
    settings: { name, late, cache, ...(ttlMs === undefined ? {} : { ttlMs }) },
  })
}

async function readEntries(source: Source, most: number, signal: AbortSignal): Promise<MemoryEntry<unknown>[]> {
  const entries: MemoryEntry<unknown>[] = []
  try {
    await source.open()
    for (let ended = false; !ended && entries.length < most;) {
      signal.throwIfAborted()
      const event = await source.read({ maxTicks: most - entries.length, waitMs: 1000, signal })
      if (event.type === 'assigned') continue
      for (const { key, value, eventTime, raw } of event.ticks) {
        entries.push({
          key,
          value,
          ...(eventTime === undefined ? {} : { eventTime }),
          ...(raw === undefined ? {} : { raw }),
        })
      }
      ended = event.ended || (event.ticks.length === 0 && entries.length > 0)
    }
  } finally {
    await source.close()
  }
  return entries
}

function notReplayable(name: string): TickwiseError {
  return new TickwiseError('INPUT_INVALID', {
    expected: 'a source that can be read again',
    received: `the source ${name}`,
    action: 'Record some ticks to a file and name it: --replay FILE.',
  })
}

function noTicks(path: string | undefined): TickwiseError {
  return new TickwiseError('INPUT_INVALID', {
    expected: 'ticks to replay',
    received: `none in ${path ?? "the pipeline's source"}`,
    action: 'Name a file with some: --replay FILE.',
  })
}
