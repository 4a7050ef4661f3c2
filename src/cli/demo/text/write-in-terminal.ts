import { setTimeout as sleep } from 'node:timers/promises'
import { readKeys, type Key } from '../../terminal/read-keys.ts'
import type { TextDemo } from './text-demo.ts'
import { createWritingView } from './writing-view.ts'

export interface WritingOptions {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly heading: string
  readonly color: boolean
  readonly signal: AbortSignal
  /** Between two words of a text that was pasted. */
  readonly wordMs?: number
}

const help = {
  reviews: 'Type or paste a review. Enter begins a new one, Ctrl+C ends.',
  typing: 'Type. Tab takes the marked word, up and down move the mark, Enter begins anew, Ctrl+C ends.',
} as const
const writer = 'terminal'
/** Longer pastes go faster: none takes more steps than this. */
const mostSteps = 60

/** Follows what is typed, key by key, until Ctrl+C; the terminal is given back as it was. */
export async function writeInTerminal(demo: TextDemo, options: WritingOptions): Promise<void> {
  const { stdin, stdout, heading, color, signal, wordMs = 70 } = options
  const view = createWritingView({ stream: stdout, heading, color, help: help[demo.name] })
  let text = ''
  let marked = 0
  let answer = demo.write(writer, text, false)
  const show = () => view.show({ text, answer, marked })
  const write = (next: string, done: boolean) => {
    text = next
    marked = 0
    answer = demo.write(writer, text, done)
    show()
  }
  const take = async (key: Key): Promise<void> => {
    const offered = answer.picks.length
    if (key.kind === 'text') {
      for (const part of inSteps(key.text)) {
        write(text + part, false)
        if (part.length < key.text.length) await sleep(wordMs)
      }
    } else if (key.kind === 'backspace') write([...text].slice(0, -1).join(''), false)
    else if (key.kind === 'tab') write(answer.picks[marked] ?? text, false)
    else if (key.kind === 'enter') write('', false)
    else if (offered > 0) {
      marked = (marked + (key.kind === 'down' ? 1 : offered - 1)) % offered
      show()
    }
    // The last word of a pasted text counts without waiting for a space.
    if (key.kind === 'text' && key.text.length > 1) write(text, true)
  }
  stdin.setRawMode(true)
  stdin.setEncoding('utf8')
  show()
  try {
    for await (const sent of stdin.iterator({ destroyOnReturn: false })) {
      for (const key of readKeys(String(sent))) {
        if (key.kind === 'end' || signal.aborted) return
        await take(key)
      }
    }
  } finally {
    view.release()
    stdin.setRawMode(false)
    stdin.pause()
  }
}

/** A key, or a pasted text word by word. */
function inSteps(text: string): string[] {
  const words = text.match(/\S*\s*/g) ?? []
  const each = Math.max(1, Math.ceil(words.length / mostSteps))
  const steps: string[] = []
  for (let i = 0; i < words.length; i += each) steps.push(words.slice(i, i + each).join(''))
  return steps.filter((step) => step !== '')
}
