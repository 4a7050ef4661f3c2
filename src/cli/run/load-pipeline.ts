import { existsSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { TickwiseError } from '../../errors.ts'
import { isPipeline, type Pipeline } from '../../pipeline/spec.ts'

const isSource = import.meta.url.endsWith('.ts')
const own = (path: string) => new URL(`../../../${path}${isSource ? '.ts' : '.js'}`, import.meta.url).href

/**
 * A pipeline file gets the Tickwise that runs it, wherever the file lies: two copies of the operators in one process
 * would not know of each other's turns. What else Tickwise brings along is lent to a file that has none of its own.
 */
let hooked = false
function lendPackages(): void {
  if (hooked) return
  hooked = true
  registerHooks({
    resolve(specifier, context, next) {
      const [, part = ''] = /^tickwise(?:\/(.+))?$/.exec(specifier) ?? []
      if (specifier === 'tickwise') return { url: own('src/index'), shortCircuit: true }
      if (part === 'operators') return { url: own('operators/index'), shortCircuit: true }
      if (part === 'testing') return { url: own('src/testing/index'), shortCircuit: true }
      if (/^connectors\/[a-z0-9-]+$/.test(part)) return { url: own(`${part}/index`), shortCircuit: true }
      try {
        return next(specifier, context)
      } catch (error) {
        const lent =
          /^(rxjs|zod)(\/|$)/.test(specifier) && (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
        if (!lent) throw error
        return next(specifier, { ...context, parentURL: import.meta.url })
      }
    },
  })
}

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
