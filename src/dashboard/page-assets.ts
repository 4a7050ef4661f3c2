import { readFile, readdir } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Asset {
  readonly type: string
  readonly body: string
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/**
 * The page's files by URL path, all read at start: no path of a request ever reaches the file system. The chart library
 * comes from its own package.
 */
export async function loadPageAssets(): Promise<ReadonlyMap<string, Asset>> {
  const folder = new URL('./page/', import.meta.url)
  const own = (await readdir(folder)).map((name) => [`/${name}`, fileURLToPath(new URL(name, folder))] as const)
  const vendor = [
    ['/vendor/uplot.js', fileURLToPath(import.meta.resolve('uplot/dist/uPlot.esm.js'))],
    ['/vendor/uplot.css', fileURLToPath(import.meta.resolve('uplot/dist/uPlot.min.css'))],
  ] as const
  const assets = new Map<string, Asset>()
  for (const [path, file] of [...own, ...vendor]) {
    const type = types[extname(file)]
    if (type !== undefined) assets.set(path, { type, body: await readFile(file, 'utf8') })
  }
  const index = assets.get('/index.html')
  if (index !== undefined) assets.set('/', index)
  return assets
}
