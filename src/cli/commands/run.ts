import { Option } from 'commander'
import { gapPolicies, type GapPolicy } from '../../state/recovery.ts'
import type { Command } from '../command.ts'
import { port, wholeNumber } from '../parse-number.ts'

interface RunChoice {
  readonly maxTicks?: number
  readonly dashboard?: true
  readonly port?: number
  readonly onGap?: GapPolicy
}

export const run: Command<RunChoice> = {
  examples: [
    'tickwise run pipeline.ts',
    'tickwise run pipeline.ts --dashboard --port 8080',
    'tickwise run pipeline.ts --max-ticks 10000 --json',
  ],
  configure(line) {
    line
      .description(
        'Runs the pipeline that a file exports by default, until its source ends. Ctrl+C finishes the turn under way, ' +
          'saves and leaves with 130; typed again, the command goes on where it was. A second Ctrl+C leaves at once, ' +
          'and then too nothing is lost or doubled.',
      )
      .argument('<file>', 'a .ts or .js module with `export default pipeline({ ... })`')
      .option('--max-ticks <n>', 'stop after about so many ticks', wholeNumber(1, Number.MAX_SAFE_INTEGER))
      .addOption(
        new Option(
          '--on-gap <policy>',
          "where checkpoint, committed offset and log don't fit together: fail, forget the state (reset), or rebuild it " +
            "from what the log still has (default: the pipeline's onGap, which is fail)",
        ).choices(gapPolicies),
      )
      .option('--dashboard', 'show forecasts on a page in the browser')
      .option('--port <port>', 'port of the page (default: the first free one from 4680 on)', port)
  },
  async run({ operands, options, surroundings, print, note }) {
    const { runPipelineFile } = await import('../run/run-pipeline-file.ts')
    const { maxTicks, dashboard = false, port, onGap, json = false } = options
    return runPipelineFile(
      { file: operands[0]!, maxTicks, dashboard, port, onGap, json },
      { ...surroundings, print, note },
    )
  },
}
