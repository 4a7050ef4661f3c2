import type { Command } from '../command.ts'
import { exitCode } from '../exit-code.ts'

interface InspectOptions {
  readonly state: string
  readonly key?: string
  readonly pipeline?: string
}

export const inspect: Command<InspectOptions> = {
  examples: [
    'tickwise inspect --state .tickwise/demo-prices',
    'tickwise inspect --state .tickwise/demo-prices --key EURUSD',
    'tickwise inspect --state redis://localhost:6379 --pipeline prices --key EURUSD',
  ],
  configure(line) {
    line
      .description("Shows what a state holds: checkpoints, and one key's record. Reads only, and also during a run.")
      .requiredOption(
        '--state <place>',
        'folder of the embedded store, as in sqlite.store(folder), or redis://host:port/db',
      )
      .option('--pipeline <name>', 'whose state in Redis, by the `name` of its pipeline')
      .option('--key <key>', 'show the record of this key')
  },
  async run({ options: { state: place, pipeline, key, json }, print }) {
    const { readStateReport } = await import('../state/state-report.ts')
    const { describeState } = await import('../state/describe-state.ts')
    const report = await readStateReport({ place, pipeline }, key)
    print(json ? JSON.stringify(report) : describeState(report))
    return exitCode.ok
  },
}
