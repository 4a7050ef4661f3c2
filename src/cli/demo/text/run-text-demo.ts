import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startTextPage } from '../../../dashboard/text-page.ts'
import { modelFiles } from '../../../pipeline/model-files.ts'
import type { Invocation } from '../../command.ts'
import { exitCode, type ExitCode } from '../../exit-code.ts'
import { predictText } from '../../predict/predict-text.ts'
import { onFreePort } from '../../run/open-dashboard.ts'
import type { Surroundings } from '../../surroundings.ts'
import { reviewsDemo } from './reviews.ts'
import type { TextDemo } from './text-demo.ts'
import { typingDemo } from './typing.ts'
import { writeInTerminal } from './write-in-terminal.ts'

export interface TextDemoChoice {
  readonly which: TextDemo['name']
  readonly dashboard: boolean
  readonly port: number | undefined
  readonly json: boolean
}

type Outside = Surroundings & Pick<Invocation<object>, 'print' | 'note'>

const demos = { reviews: reviewsDemo, typing: typingDemo }

/**
 * Answers to what is written on the page and in the terminal, until somebody interrupts. Lines that are piped in are
 * answered one by one, and their end is the end.
 */
export async function runTextDemo(
  { which, dashboard, port, json }: TextDemoChoice,
  outside: Outside,
): Promise<ExitCode> {
  const { stdin, stdout, interrupted: signal, noColour, note, print } = outside
  // The one that ships, whatever lies in the working folder under the same name.
  const shipped = fileURLToPath(new URL(`../../../model/shipped/${which}.safetensors`, import.meta.url))
  const model = await modelFiles('models').load(shipped)
  const demo = demos[which](model)
  const { title, about } = demo
  const answer = (writer: string, text: string, done: boolean) => demo.write(writer, text, done).facts
  const page = dashboard
    ? await onFreePort(port, (free) => startTextPage({ port: free, name: which, about: { title, ...about }, answer }))
    : undefined
  try {
    if (page !== undefined) note(`Page to write on: ${page.url}`)
    if (stdin.isTTY && stdout.isTTY === true && !json) {
      const heading = page === undefined ? title : `${title}   ${page.url}`
      await writeInTerminal(demo, { stdin, stdout, heading, color: !noColour, signal })
      return exitCode.ok
    }
    let lines = 0
    for await (const text of createInterface({ input: stdin, signal })) {
      if (!json) print(`${lines > 0 ? '\n' : ''}> ${text}`)
      predictText(model, { text, ...(json && { json }) }, { print })
      lines++
    }
    if (page !== undefined && lines === 0 && !signal.aborted) {
      note('Ctrl+C ends it.')
      await once(signal, 'abort')
    }
    return exitCode.ok
  } finally {
    await page?.close()
    demo.close()
  }
}
