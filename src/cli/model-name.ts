import { basename } from 'node:path'

/** A model is called as the file that it comes from. */
export function modelName(path: string): string {
  const bare = basename(path).replace(/(\.\w+)?(\.gz)?$/i, '')
  return bare.replace(/[^a-z0-9._-]+/gi, '-').replace(/^[^a-z0-9]+/i, '') || 'model'
}
