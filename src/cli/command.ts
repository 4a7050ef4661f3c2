import type { Command as CommandLine } from 'commander'
import type { ExitCode } from './exit-code.ts'
import type { Surroundings } from './surroundings.ts'

/** What a command line said, checked by commander. */
export interface Invocation<O> {
  readonly operands: readonly string[]
  readonly options: O & CommonOptions
  readonly surroundings: Surroundings
  /** A result, on standard output. */
  readonly print: (text: string) => void
  /** News for people, on standard error; silent with --json. */
  readonly note: (text: string) => void
}

/** Every command has these. */
export interface CommonOptions {
  readonly json?: true
  readonly verbose?: true
}

/** One file in commands/ exports one, and one line of command-table.ts names it. */
export interface Command<O = object> {
  /** Shown under its --help; the first line is the one to try. */
  readonly examples: readonly string[]
  /** Describes operands and options. */
  configure(line: CommandLine): void
  run(invocation: Invocation<O>): Promise<ExitCode>
}
