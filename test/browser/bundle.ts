import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'

const root = join(import.meta.dirname, '..', '..')

export interface Bundle {
  /** Text by file name; `main.js` is where it begins. */
  readonly files: ReadonlyMap<string, string>
  readonly meta: Metafile
}

/** Bundles a program for browsers from the sources, as its user's own tool would: a module of Node's in it is an error. */
export async function bundle(program: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: program, resolveDir: import.meta.dirname, sourcefile: 'main.ts', loader: 'ts' },
    alias: {
      'tickwise/model': join(root, 'src/model/index.ts'),
      'tickwise/operators': join(root, 'operators/index.ts'),
    },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
    outdir: '/',
    entryNames: 'main',
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
  const files = new Map(outputFiles.map(({ path, text }) => [path.replace(/^.*\//, ''), text]))
  return { files, meta: metafile }
}
