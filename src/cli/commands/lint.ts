import type { Command } from '../command.ts'
import { wholeNumber } from '../parse-number.ts'

interface LintOptions {
  /** True without a file: the pipeline's own source is read. */
  readonly replay?: string | true
  readonly ticks: number
}

export const lint: Command<LintOptions> = {
  examples: [
    'tickwise lint pipeline.ts',
    'tickwise lint pipeline.ts --replay',
    'tickwise lint pipeline.ts --replay yesterday.ndjson --ticks 10000',
  ],
  configure(line) {
    line
      .description(
        'Checks a pipeline file without running it: its options (every fault at once), whether its connectors can keep ' +
          'the guarantee, that its models are there, and which rxjs operators in the file hold state that a crash would lose. ' +
          'With --replay the chain is run over recorded ticks at turns of 1, 7 and 4,096, with crashes, rebalances and ' +
          'redeliveries, and every byte is compared. Leaves with 1 when something was found.',
      )
      .argument('<file>', 'a .ts or .js module with `export default pipeline({ ... })`')
      .option('--replay [file]', "recorded ticks (CSV or JSON lines); without a file, from the pipeline's own source")
      .option('--ticks <n>', 'ticks to replay at most', wholeNumber(1, 1_000_000), 2000)
  },
  async run({ operands, options: { replay, ticks, json = false }, print, note, surroundings }) {
    const { lintFile } = await import('../lint/lint-file.ts')
    return lintFile({ file: operands[0]!, replay, ticks, json }, { print, note, signal: surroundings.interrupted })
  },
}
