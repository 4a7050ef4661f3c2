import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')

/** The folders that hold the project's own work; everything else at the root is made or installed. */
const patterns = ['{src,operators,connectors,test,scripts,docs,deploy,.ci}/**', '*.*', '.*.mjs']
const made = /(^|\/)(node_modules|dist|coverage)(\/|$)/

export interface SourceFile {
  /** Path from the root, with forward slashes. */
  readonly path: string
  readonly text: string
}

function read(extensions: RegExp): SourceFile[] {
  return globSync(patterns, { cwd: root, exclude: (path) => made.test(path) })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => extensions.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** Everything a person wrote or reads. */
export const textFiles = read(/\.(ts|mts|js|mjs|cjs|css|html|md|json|ya?ml|sh|py)$|^\.ci\/run$/)

/** TypeScript and JavaScript, of the library, the tests and the scripts. */
export const codeFiles = textFiles.filter(({ path }) => /\.(ts|mts|js|mjs|cjs)$/.test(path))

export const isGenerated = ({ path }: SourceFile): boolean => path.endsWith('.generated.ts')

/** What is shipped and runs in Node: AssemblyScript and the dashboard's page follow their own rules. */
export const libraryFiles = codeFiles.filter(
  (file) =>
    /^(src|operators|connectors)\/.*\.ts$/.test(file.path) &&
    !file.path.startsWith('src/kernel/assembly/') &&
    !isGenerated(file),
)
