import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { TickwiseError } from '../../errors.ts'
import { isPipeline, type Pipeline } from '../../pipeline/spec.ts'
import { lendPackages } from './lend-packages.ts'

/** Imports a pipeline file and gives its default export. Throws `CONFIG_INVALID` for a file that is none. */
export async function loadPipeline(path: string): Promise<Pipeline> {
  const full = resolve(path)
  if (!existsSync(full)) throw notPipeline(`a file at ${path}`, 'none', 'Check the path.')
  lendPackages()
  const loaded = (await import(pathToFileURL(full).href)) as { readonly default?: unknown }
  if (isPipeline(loaded.default)) return loaded.default
  throw notPipeline(
    `${path} to have a default export made by pipeline({ ... })`,
    loaded.default === undefined ? 'no default export' : `a default export that is ${describe(loaded.default)}`,
    'Write `export default pipeline({ source, sink, operators })`; the README has a whole one.',
  )
}

function describe(value: unknown): string {
  return typeof value === 'object' && value !== null ? 'another object' : `a ${typeof value}`
}

function notPipeline(expected: string, received: string, action: string): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', { expected, received, action })
}
