#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import process from 'node:process'
import { exitCode } from './exit-code.ts'
import { runCli } from './run-cli.ts'

/** npm passes a Ctrl+C on to its child, which has had it from the terminal already: two at once are one. */
const sameSignalMs = 500
/** What a command has left open is not waited for any longer. */
const openHandlesMs = 1000

const interruption = new AbortController()
let armed = true
function interrupt(): void {
  if (!armed) return
  if (interruption.signal.aborted) process.exit(exitCode.interrupted)
  armed = false
  setTimeout(() => (armed = true), sameSignalMs).unref()
  process.stderr.write('\nStopping; Ctrl+C again stops at once.\n')
  interruption.abort()
}
process.on('SIGINT', interrupt)
process.on('SIGTERM', interrupt)

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCode.ok)
  throw error
})

const { npm_package_name: packageName, NO_COLOR: noColour } = process.env

const code = await runCli({
  // Opened when a command reads it, not before: a pipeline may be its reader.
  get stdin() {
    return process.stdin
  },
  program: packageName === 'tickwise' ? 'npm run tickwise --' : 'tickwise',
  words: process.argv.slice(2),
  stdout: process.stdout,
  stderr: process.stderr,
  interrupted: interruption.signal,
  noColour: noColour !== undefined && noColour !== '',
  environment: process.env,
  failpoint: process.env['TICKWISE_FAILPOINT'],
  crash: () => process.kill(process.pid, 'SIGKILL'),
})
process.exitCode = code
// It leaves by itself, once all is written and nothing is left open. `process.exit` waits for V8's background compiler,
// which may be waiting for a collection of garbage that nobody does any more: https://github.com/nodejs/node/issues/54918
process.stdout.write('', () => setTimeout(() => process.exit(code), openHandlesMs).unref())
