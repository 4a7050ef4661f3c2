import type { Command } from '../command.ts'
import { exitCode } from '../exit-code.ts'

interface InspectOptions {
  readonly state: string
  readonly key?: string
}

export const inspect: Command<InspectOptions> = {
  examples: [
    'tickwise inspect --state .tickwise/demo-prices',
    'tickwise inspect --state .tickwise/demo-prices --key EURUSD',
  ],
  configure(line) {
    line
      .description(
        "Shows what a state folder holds: checkpoints, and one key's record. Reads only, and also during a run.",
      )
      .requiredOption('--state <folder>', 'folder of the embedded store, as in sqlite.store(folder)')
      .option('--key <key>', 'show the record of this key')
  },
  async run({ options: { state: folder, key, json }, print }) {
    const { readStateReport } = await import('../state/state-report.ts')
    const { describeState } = await import('../state/describe-state.ts')
    const report = await readStateReport(folder, key)
    print(json ? JSON.stringify(report) : describeState(report))
    return exitCode.ok
  },
}
