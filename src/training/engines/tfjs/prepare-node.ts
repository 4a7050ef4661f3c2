import { createRequire } from 'node:module'

/**
 * Puts back two functions of `node:util` that `@tensorflow/tfjs-node` 4.22 calls: Node 23 took `isNullOrUndefined` away,
 * and `isArray` prints a warning when it is used. Nothing is changed where they are whole.
 */
export function prepareNode(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>
  util['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined
  util['isArray'] = Array.isArray
}
