import { Option } from 'commander'
import { gapPolicies, type GapPolicy } from '../../state/recovery.ts'
import { logLevels, type LogLevel } from '../../operations/log-level.ts'
import type { Command } from '../command.ts'
import { port, wholeNumber } from '../parse-number.ts'

interface RunChoice {
  readonly maxTicks?: number
  readonly dashboard?: true
  readonly port?: number
  readonly onGap?: GapPolicy
  readonly config?: string
  readonly metricsPort?: number
  readonly metricsHost?: string
  readonly log?: 'text' | 'json'
  readonly logLevel?: LogLevel
  readonly tracing?: true
  readonly shutdownMs?: number
}

export const run: Command<RunChoice> = {
  examples: [
    'tickwise run pipeline.ts',
    'tickwise run pipeline.ts --dashboard --port 8080',
    'tickwise run pipeline.ts --config settings.json --metrics-port 9464 --log json',
    'tickwise run pipeline.ts --max-ticks 10000 --json',
  ],
  configure(line) {
    line
      .description(
        'Runs the pipeline that a file exports by default, until its source ends. Ctrl+C finishes the turn under way, ' +
          'saves and leaves with 130; typed again, the command goes on where it was. A second Ctrl+C leaves at once, ' +
          'and then too nothing is lost or doubled. Every option, and every setting of the pipeline, can also stand in a ' +
          'settings file or in the environment (checkpoint.everyTicks is TICKWISE_CHECKPOINT_EVERY_TICKS); the command ' +
          'line wins over the environment, that over the file, and the file over the pipeline.',
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
      .option('--config <file>', 'JSON file with settings')
      .option('--dashboard', 'show forecasts on a page in the browser')
      .option('--port <port>', 'port of the page (default: the first free one from 4680 on)', port)
      .option('--metrics-port <port>', 'serve /metrics for Prometheus, /healthz and /readyz (0: any free port)', port)
      .option('--metrics-host <address>', 'where they listen; 0.0.0.0 in a container (default: 127.0.0.1)')
      .addOption(new Option('--log <format>', 'news for people, or one JSON line an event').choices(['text', 'json']))
      .addOption(new Option('--log-level <level>', 'of --log json').choices(logLevels))
      .option('--tracing', 'tell OpenTelemetry of every turn, checkpoint and recovery (needs @opentelemetry/api)')
      .option(
        '--shutdown-ms <ms>',
        'how long Ctrl+C or SIGTERM may take to finish and save (default: 25000)',
        wholeNumber(0, 86_400_000),
      )
  },
  async run({ operands, options, surroundings, print, note }) {
    const { runPipelineFile } = await import('../run/run-pipeline-file.ts')
    const { config, json = false, verbose: _, ...given } = options
    return runPipelineFile({ file: operands[0]!, config, given, json }, { ...surroundings, print, note })
  },
}
