import { existsSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A file of the data sets whose licences keep them out of the repository: the folder that TICKWISE_DATA names, which
 * test/bench/README.md describes.
 */
export function dataFile(...path: string[]): string {
  const folder = process.env['TICKWISE_DATA']
  if (folder === undefined)
    throw new Error('Set TICKWISE_DATA to the folder with the data sets; see test/bench/README.md')
  const file = join(folder, ...path)
  if (!existsSync(file)) throw new Error(`${file} is missing; test/bench/README.md says where it comes from`)
  return file
}
