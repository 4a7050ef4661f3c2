import { once } from 'node:events'
import { Command as CommandLine, CommanderError } from 'commander'
import { commandTable, type CommandEntry } from './command-table.ts'
import type { Command, CommonOptions, Invocation } from './command.ts'
import { exitCode, exitCodeHelp, type ExitCode } from './exit-code.ts'
import { printError } from './print-error.ts'
import type { Surroundings } from './surroundings.ts'
import { version } from './version.ts'

const introduction = `Recurrent networks on live streams, exactly once: every tick advances a hidden state kept per key, and a crash leaves state and output as if it had not happened.

First command to type:  tickwise demo prices`

/** Runs one command line and says how the process should leave. Never throws. */
export async function runCli(surroundings: Surroundings): Promise<ExitCode> {
  const { words, stdout, stderr } = surroundings
  const flags = { json: words.includes('--json'), verbose: words.includes('--verbose') }
  let code: ExitCode = exitCode.ok
  try {
    const program = createProgram(surroundings)
    for (const entry of commandTable) {
      const line = describe(program, entry)
      if (words.find((word) => !word.startsWith('-')) !== entry.name && words[1] !== entry.name) continue
      const command = (await entry.load()) as Command
      complete(line, command)
      line.action(async () => {
        code = await command.run(invocation(line, surroundings))
      })
    }
    await program.parseAsync(words.length === 0 ? ['--help'] : words, { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCode.ok
    if (surroundings.interrupted.aborted && isAbort(error)) return exitCode.interrupted
    if (error instanceof CommanderError && !flags.json) return exitCode.usage // commander has said it
    const printed = printError(error, flags)
    stderr.write(`${printed.text}\n`)
    return printed.code
  } finally {
    if (stdout.writableNeedDrain) await once(stdout, 'drain')
  }
}

function createProgram({ stdout, stderr, words }: Surroundings): CommandLine {
  return new CommandLine('tickwise')
    .description(introduction)
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help; every command has its own')
    .helpCommand('help [command]', 'the same as [command] --help')
    .addHelpText('after', `\n${exitCodeHelp}`)
    .showHelpAfterError('Type `tickwise --help` for what there is.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => void (words.includes('--json') || stderr.write(text)),
    })
}

function describe(program: CommandLine, { name, group, summary }: CommandEntry): CommandLine {
  return program
    .command(name)
    .helpGroup(`${group}:`)
    .summary(summary)
    .description(`${summary[0]!.toUpperCase()}${summary.slice(1)}.`)
}

function complete(line: CommandLine, command: Command): void {
  command.configure(line)
  line
    .option('--json', 'print one JSON object for programs')
    .option('--verbose', 'show the stack of an error')
    .showHelpAfterError(`Type \`tickwise ${line.name()} --help\` for what there is.`)
    .addHelpText(
      'after',
      `\nExamples:\n${command.examples.map((example) => `  ${example}`).join('\n')}\n\n${exitCodeHelp}`,
    )
}

function invocation(line: CommandLine, surroundings: Surroundings): Invocation<object> {
  const options = line.opts<CommonOptions>()
  const { stdout, stderr } = surroundings
  return {
    operands: line.args,
    options,
    surroundings,
    print: (text) => stdout.write(`${text}\n`),
    note: (text) => void (options.json || stderr.write(`${text}\n`)),
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
