import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { ExitCode } from '../../../src/cli/exit-code.ts'
import { runCli } from '../../../src/cli/run-cli.ts'
import type { Surroundings } from '../../../src/cli/surroundings.ts'

export interface Ran {
  readonly code: ExitCode
  readonly out: string
  readonly err: string
}

/** Runs a command line in this process, as main.ts does in its own. */
export async function runTickwise(words: readonly string[], given: Partial<Surroundings> = {}): Promise<Ran> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const code = await runCli({
    program: 'tickwise',
    words,
    stdin: Readable.from([]) as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    interrupted: new AbortController().signal,
    noColour: true,
    failpoint: undefined,
    crash: () => undefined,
    ...given,
  })
  stdout.end()
  stderr.end()
  return { code, out: await text(stdout), err: await text(stderr) }
}
