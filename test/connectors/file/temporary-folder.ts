import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'

/** Paths in a folder that is there for one test. */
export function useTemporaryFolder(): (name: string) => string {
  let folder: string | undefined
  afterEach(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true })
    folder = undefined
  })
  return (name) => {
    folder ??= mkdtempSync(join(tmpdir(), 'tickwise-'))
    return join(folder, name)
  }
}
