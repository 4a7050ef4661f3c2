/**
 * The first name that stands twice in one object of a JSON text, or undefined. `JSON.parse` silently keeps the last,
 * and two readers that keep different ones would see different files. The text must be valid JSON.
 */
export function findDuplicateKey(json: string): string | undefined {
  // Undefined stands for an array: its strings are no names.
  const open: (Set<string> | undefined)[] = []
  const token = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g
  for (let match = token.exec(json); match; match = token.exec(json)) {
    const text = match[0]
    if (text === '{') open.push(new Set())
    else if (text === '[') open.push(undefined)
    else if (text === '}' || text === ']') open.pop()
    else if (match[1] !== undefined) {
      const name = JSON.parse(text.slice(0, -match[1].length)) as string
      const names = open.at(-1)
      if (names?.has(name)) return name
      names?.add(name)
    }
  }
  return undefined
}
