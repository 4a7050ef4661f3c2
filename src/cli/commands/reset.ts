import * as sqlite from '../../../connectors/sqlite/index.ts'
import { TickwiseError } from '../../errors.ts'
import { partitionId, type Partition } from '../../stream/tick.ts'
import type { Command } from '../command.ts'
import { exitCode } from '../exit-code.ts'
import { requireState } from '../state/open-state.ts'

interface ResetOptions {
  readonly state?: string
}

export const reset: Command<ResetOptions> = {
  examples: ['tickwise reset pipeline.ts', 'tickwise reset --state state/prices'],
  configure(line) {
    line
      .description(
        'Forgets how far a pipeline has come: every key record and checkpoint, and what its Kafka group has committed. The ' +
          'next run starts at the beginning of its source and adds to the outputs that are there: move them away first ' +
          'to have each output once. Stop all of its workers before.',
      )
      .argument('[file]', 'the pipeline file, as for `tickwise run`')
      .option('--state <folder>', 'instead of a file: folder of an embedded store, as in sqlite.store(folder)')
  },
  async run({ operands: [file], options: { state: folder, json }, print }) {
    const forgotten = (await forgetWhat(file, folder)).map((partition) => ({ ...partition }))
    const place = file ?? folder!
    if (json) print(JSON.stringify({ [file === undefined ? 'state' : 'pipeline']: place, forgotten }))
    else print(`${place}: forgot ${forgotten.map(partitionId).join(', ') || 'nothing, it was empty'}`)
    return exitCode.ok
  },
}

async function forgetWhat(file: string | undefined, folder: string | undefined): Promise<readonly Partition[]> {
  if (file !== undefined && folder === undefined) {
    const { loadPipeline } = await import('../run/load-pipeline.ts')
    const { forget } = await import('../../pipeline/forget.ts')
    return forget(await loadPipeline(file))
  }
  if (folder !== undefined && file === undefined) return forgetFolder(folder)
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'a pipeline file, or --state with the folder of an embedded store',
    received: file === undefined ? 'neither' : 'both',
    action: 'Type `tickwise reset pipeline.ts`.',
  })
}

async function forgetFolder(folder: string): Promise<readonly Partition[]> {
  await requireState(folder)
  const store = sqlite.store(folder)
  await store.open()
  try {
    const forgotten = await store.partitions()
    for (const partition of forgotten) await store.reset(partition)
    return forgotten
  } finally {
    await store.close()
  }
}
