import { kindOf, signKind, toLower } from './letters.ts'
import type { Token } from './split-words.ts'

/** Every visible sign is a token, in lower case; a run of anything else is one space between two of them. */
export function splitCharacters(text: string): Token[] {
  const tokens: Token[] = []
  let space = -1
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at)!
    const to = at + (code > 0xffff ? 2 : 1)
    if (kindOf(code) === signKind.unseen) {
      if (space < 0) space = at
    } else {
      if (space >= 0 && tokens.length > 0) tokens.push({ text: ' ', from: space, to: at })
      space = -1
      tokens.push({ text: String.fromCodePoint(toLower(code)), from: at, to })
    }
    at = to
  }
  return tokens
}
