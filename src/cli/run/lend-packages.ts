import { registerHooks } from 'node:module'

const isSource = import.meta.url.endsWith('.ts')
const own = (path: string) => new URL(`../../../${path}${isSource ? '.ts' : '.js'}`, import.meta.url).href

let hooked = false
/**
 * A pipeline file gets the Tickwise that runs it, wherever the file lies: two copies of the operators in one process
 * would not know of each other's turns. What else Tickwise brings along is lent to a file that has none of its own.
 */
export function lendPackages(): void {
  if (hooked) return
  hooked = true
  registerHooks({
    resolve(specifier, context, next) {
      const [, part = ''] = /^tickwise(?:\/(.+))?$/.exec(specifier) ?? []
      if (specifier === 'tickwise') return { url: own('src/index'), shortCircuit: true }
      if (part === 'operators') return { url: own('operators/index'), shortCircuit: true }
      if (part === 'model') return { url: own('src/model/index'), shortCircuit: true }
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
