export type Key =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'backspace' | 'enter' | 'tab' | 'up' | 'down' | 'end' }

const named: Readonly<Record<string, Exclude<Key['kind'], 'text'>>> = {
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\u001b[A': 'up',
  '\u001b[B': 'down',
  '\u0003': 'end',
  '\u0004': 'end',
}

/** An escape sequence, another control character, or text up to the next of them. */
const part = /\u001b(?:\[[\d;?]*[ -/]*[@-~]|O[A-Z])?|[\u0000-\u001f\u007f]|[^\u0000-\u001f\u007f]+/g

/** The keys in what a raw terminal sent; those without a use here are left out. */
export function readKeys(sent: string): Key[] {
  return [...sent.matchAll(part)].flatMap(([text]): Key[] => {
    const kind = named[text]
    if (kind !== undefined) return [{ kind }]
    return text < ' ' ? [] : [{ kind: 'text', text }]
  })
}
