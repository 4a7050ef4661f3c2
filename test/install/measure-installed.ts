import { globSync, lstatSync } from 'node:fs'
import { join } from 'node:path'

export interface Installed {
  readonly megabytes: number
  readonly packages: number
  /** The five largest packages and what they weigh. */
  readonly largest: readonly string[]
}

/** What a folder of packages weighs: bytes of its files, links not followed. */
export function measureInstalled(folder: string): Installed {
  const bytes = new Map<string, number>()
  let total = 0
  for (const path of globSync('**/*', { cwd: folder })) {
    const entry = lstatSync(join(folder, path))
    if (!entry.isFile()) continue
    const name = /^(@[^/]+\/)?[^/]+/.exec(path)![0]
    bytes.set(name, (bytes.get(name) ?? 0) + entry.size)
    total += entry.size
  }
  const largest = [...bytes].sort(([, a], [, b]) => b - a).slice(0, 5)
  const packages = globSync('{*,@*/*}/package.json', { cwd: folder }).length
  return {
    megabytes: total / 1e6,
    packages,
    largest: largest.map(([name, size]) => `${name} ${(size / 1e6).toFixed(1)}`),
  }
}
