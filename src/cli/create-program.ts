import { Command as CommandLine } from 'commander'
import { calledAs } from './called-as.ts'
import type { CommandEntry } from './command-table.ts'
import type { Command } from './command.ts'
import { exitCodeHelp } from './exit-code.ts'
import type { Surroundings } from './surroundings.ts'
import { version } from './version.ts'

const introduction = `Recurrent networks on live streams, exactly once: every tick advances a hidden state kept per key, and a crash leaves state and output as if it had not happened.

First command to type:  tickwise demo prices`

/** The program without its commands. It throws instead of leaving, and writes where it is told to. */
export function createProgram({ stdout, stderr, words, program }: Surroundings): CommandLine {
  return new CommandLine(program)
    .description(introduction)
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help; every command has its own')
    .helpCommand('help [command]', 'the same as [command] --help')
    .addHelpText('after', `\n${exitCodeHelp}`)
    .showHelpAfterError('Type `tickwise --help` for what there is.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(calledAs(program, text)),
      writeErr: (text) => void (words.includes('--json') || stderr.write(calledAs(program, text))),
    })
}

/** A command's line in the help of the program. */
export function addCommand(program: CommandLine, { name, group, summary }: CommandEntry): CommandLine {
  const sentence = `${summary[0]!.toUpperCase()}${summary.slice(1)}.`
  return program.command(name).helpGroup(`${group}:`).summary(summary).description(sentence)
}

/** Its operands and options, and what every command has. */
export function completeCommand(line: CommandLine, command: Command): void {
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
