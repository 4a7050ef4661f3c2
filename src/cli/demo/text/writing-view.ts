import picocolors from 'picocolors'
import { displayText } from '../../terminal/display-text.ts'
import { createScreen } from '../../terminal/screen.ts'
import type { Line } from '../../terminal/spans.ts'
import type { TextAnswer } from './text-demo.ts'

export interface WritingViewOptions {
  readonly stream: NodeJS.WriteStream
  readonly heading: string
  readonly help: string
  readonly color: boolean
}

export interface Writing {
  readonly text: string
  readonly answer: TextAnswer
  /** Which of the words offered is marked. */
  readonly marked: number
}

/** Lines above and below the answer. */
const frameLines = 7

/** What somebody writes and what is said of it, drawn in place. */
export function createWritingView({ stream, heading, help, color }: WritingViewOptions) {
  const screen = createScreen(stream, picocolors.createColors(color))
  return {
    show({ text, answer, marked }: Writing) {
      const { columns, rows } = screen.size()
      const signs = [...displayText(text)]
      const room = columns - 4
      const shown = signs.length > room ? `…${signs.slice(signs.length - room + 1).join('')}` : signs.join('')
      const lines: Line[] = answer
        .describe()
        .split('\n')
        // The first line of a list of words names it.
        .map((line, i): Line => [[line, answer.picks.length > 0 && i === marked + 1 ? 'network' : 'plain']])
      const most = Math.max(1, rows - frameLines)
      const cut = lines.length > most ? [...lines.slice(0, 1), ...lines.slice(lines.length - most + 1)] : lines
      screen.show([
        [[heading, 'strong']],
        [],
        [['> ', 'quiet'], [shown], ['▏', 'network']],
        [],
        ...cut,
        [],
        [[help, 'quiet']],
      ])
    },
    release: () => screen.release(),
  }
}
