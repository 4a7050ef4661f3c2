/** Never shown, whatever they are part of. */
const secretName = /pass(word|wd|phrase)?|secret|token|credential|api[-_]?key|authorization|private[-_]?key/i

/** A text that may be shown: without what stands for a person's rights in URLs and in `name=value` pairs. */
export function hideSecrets(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@"']+@/gi, '$1***@')
    .replace(/([\w-]+)("?\s*=\s*"?|"\s*:\s*")([^\s"',;&]+)/g, (whole, name: string, between: string) =>
      secretName.test(name) ? `${name}${between}***` : whole,
    )
}

/** The same for everything inside a value that is about to be logged. Cycles and depths beyond 6 are cut. */
export function hideSecretsIn(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return hideSecrets(value)
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value
  if (depth === 6) return '[deeper]'
  if (Array.isArray(value)) return value.map((item) => hideSecretsIn(item, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretName.test(name) ? '***' : hideSecretsIn(inner, depth + 1),
    ]),
  )
}
