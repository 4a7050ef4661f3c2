import * as sqlite from '../../../connectors/sqlite/index.ts'
import { partitionId } from '../../stream/tick.ts'
import type { Command } from '../command.ts'
import { exitCode } from '../exit-code.ts'
import { requireState } from '../state/open-state.ts'

interface ResetOptions {
  readonly state: string
}

export const reset: Command<ResetOptions> = {
  examples: ['tickwise reset --state state/prices'],
  configure(line) {
    line
      .description(
        'Forgets the state in a folder: every key record and checkpoint. The next run starts at the beginning of its ' +
          'source and adds to the output files that are there: move them away first to have each output once.',
      )
      .requiredOption('--state <folder>', 'folder of the embedded store, as in sqlite.store(folder)')
  },
  async run({ options: { state: folder, json }, print }) {
    await requireState(folder)
    const store = sqlite.store(folder)
    await store.open()
    try {
      const forgotten = (await store.partitions()).map((partition) => ({ ...partition }))
      for (const partition of forgotten) await store.reset(partition)
      if (json) print(JSON.stringify({ state: folder, forgotten }))
      else print(`${folder}: forgot ${forgotten.map(partitionId).join(', ') || 'nothing, it was empty'}`)
      return exitCode.ok
    } finally {
      await store.close()
    }
  },
}
