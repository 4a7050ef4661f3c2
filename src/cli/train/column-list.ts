import { InvalidArgumentError } from 'commander'

/** A parser for commander: names of columns with commas between, none twice. */
export function parseColumns(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  if (names.every((name) => name !== '') && new Set(names).size === names.length) return names
  throw new InvalidArgumentError('Expected names of columns with commas between, each once, such as close,volume.')
}

/** The name of a file of one target: with the column in it where there are several. */
export function fileOfTarget(path: string, target: string, targets: readonly string[]): string {
  if (targets.length < 2) return path
  const [, stem = path, extension = ''] = /^(.*?[^/\\])(\.[^./\\]*)?$/.exec(path) ?? []
  return `${stem}-${target.replaceAll(/[^a-z0-9_-]+/gi, '-')}${extension}`
}
