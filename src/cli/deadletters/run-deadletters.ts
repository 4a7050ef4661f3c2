import { TickwiseError } from '../../errors.ts'
import type { DeadLetterReason } from '../../stream/dead-letter.ts'
import type { Invocation } from '../command.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { displayText } from '../terminal/display-text.ts'
import { describeLetter, toJson } from './describe-letter.ts'
import { lettersOfFile, lettersOfTopic } from './read-letters.ts'
import { replayLetters } from './replay-letters.ts'
import type { StoredLetter } from './stored-letter.ts'

export interface DeadLettersChoice {
  readonly action: 'list' | 'show' | 'replay'
  /** A file, or with brokers a topic. */
  readonly where: string
  readonly id: string | undefined
  readonly brokers: readonly string[] | undefined
  readonly reason: DeadLetterReason | undefined
  readonly limit: number
  readonly to: string | undefined
  readonly json: boolean
}

type Outside = Pick<Invocation<object>, 'print' | 'note'> & { readonly signal: AbortSignal }

/** Lists, shows or replays dead letters. */
export async function runDeadLetters(choice: DeadLettersChoice, outside: Outside): Promise<ExitCode> {
  const letters = chosen(choice, outside.signal)
  if (choice.action === 'show') await show(letters, choice, outside)
  else if (choice.action === 'list') await list(letters, choice, outside)
  else await replay(letters, choice, outside)
  return exitCode.ok
}

async function* chosen(
  { where, brokers, reason, id }: DeadLettersChoice,
  signal: AbortSignal,
): AsyncGenerator<StoredLetter> {
  const all = brokers === undefined ? lettersOfFile(where) : lettersOfTopic(where, brokers, signal)
  for await (const letter of all) {
    if ((reason === undefined || letter.reason === reason) && (id === undefined || letter.id === id)) yield letter
  }
}

async function list(letters: AsyncIterable<StoredLetter>, choice: DeadLettersChoice, { print }: Outside) {
  const reasons: Record<string, number> = {}
  const first: StoredLetter[] = []
  for await (const letter of letters) {
    reasons[letter.reason] = (reasons[letter.reason] ?? 0) + 1
    if (first.length < choice.limit) first.push(letter)
  }
  const count = Object.values(reasons).reduce((sum, own) => sum + own, 0)
  if (choice.json) return print(JSON.stringify({ count, reasons, letters: first.map(toJson) }))
  const totals = Object.entries(reasons).map(([reason, own]) => `${own} ${displayText(reason)}`)
  print(count === 0 ? 'no dead letters' : `${count} dead letters: ${totals.join(', ')}`)
  for (const { id, reason, message } of first) print(`${displayText(id)}  ${displayText(`${reason}: ${message}`)}`)
  if (count > first.length) print(`... and ${count - first.length} more; --limit shows more of them`)
}

async function show(letters: AsyncIterable<StoredLetter>, choice: DeadLettersChoice, { print }: Outside) {
  if (choice.id === undefined) throw wrong('the id of a letter', 'none', 'Take one from `tickwise deadletters list`.')
  let found: StoredLetter | undefined
  for await (const letter of letters) found ??= letter
  if (found === undefined)
    throw wrong(
      `a letter ${choice.id} in ${choice.where}`,
      'none of that id',
      'Take one from `tickwise deadletters list`.',
    )
  print(choice.json ? JSON.stringify(toJson(found)) : describeLetter(found))
}

async function replay(letters: AsyncIterable<StoredLetter>, choice: DeadLettersChoice, { print, note }: Outside) {
  const { to, brokers, where, json } = choice
  if (to === undefined || to === where)
    throw wrong(
      '--to with what the pipeline reads',
      to === undefined ? 'none' : 'the dead letters themselves',
      'Add --to.',
    )
  const done = await replayLetters(letters, { to, brokers })
  if (json) return print(JSON.stringify({ to, ...done }))
  print(`${done.replayed} letters to ${to}`)
  if (done.cut > 0) note(`${done.cut} were cut when they were kept and can't be replayed`)
}

function wrong(expected: string, received: string, action: string): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', { expected, received, action })
}
