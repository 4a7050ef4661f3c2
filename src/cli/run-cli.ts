import { once } from 'node:events'
import { CommanderError, type Command as CommandLine } from 'commander'
import { calledAs } from './called-as.ts'
import { commandTable } from './command-table.ts'
import type { Command, CommonOptions, Invocation } from './command.ts'
import { addCommand, completeCommand, createProgram } from './create-program.ts'
import { exitCode, type ExitCode } from './exit-code.ts'
import { printError } from './print-error.ts'
import type { Surroundings } from './surroundings.ts'

/** Runs one command line and says how the process should leave. Never throws. */
export async function runCli(surroundings: Surroundings): Promise<ExitCode> {
  const { words, stdout } = surroundings
  let code: ExitCode = exitCode.ok
  try {
    const program = createProgram(surroundings)
    const named = words.filter((word) => !word.startsWith('-')).slice(0, 2)
    for (const entry of commandTable) {
      const line = addCommand(program, entry)
      if (!named.includes(entry.name)) continue
      const command = (await entry.load()) as Command
      completeCommand(line, command)
      line.action(async () => {
        code = await command.run(toInvocation(line, surroundings))
      })
    }
    await program.parseAsync(words.length === 0 ? ['--help'] : words, { from: 'user' })
    return code
  } catch (error) {
    return leaveWith(error, surroundings)
  } finally {
    if (stdout.writableNeedDrain) await once(stdout, 'drain')
  }
}

function toInvocation(line: CommandLine, surroundings: Surroundings): Invocation<object> {
  const options = line.opts<CommonOptions>()
  const { stdout, stderr, program } = surroundings
  return {
    operands: line.args,
    options,
    surroundings,
    print: (text) => stdout.write(`${options.json ? text : calledAs(program, text)}\n`),
    note: (text) => void (options.json || stderr.write(`${calledAs(program, text)}\n`)),
  }
}

function leaveWith(error: unknown, { words, stderr, interrupted, program }: Surroundings): ExitCode {
  const json = words.includes('--json')
  if (interrupted.aborted && isAbort(error)) return exitCode.interrupted
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return exitCode.ok
    // Without --json commander has said it already.
    if (!json) return exitCode.usage
  }
  const { text, code } = printError(error, { json, verbose: words.includes('--verbose') })
  stderr.write(`${json ? text : calledAs(program, text)}\n`)
  return code
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError'
}
