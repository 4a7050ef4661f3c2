import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished } from 'vitest'

export const root = join(import.meta.dirname, '..', '..')
const program = join(root, 'src', 'cli', 'main.ts')
const lend = pathToFileURL(join(root, 'src', 'cli', 'run', 'lend-packages.ts')).href

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A page of the documentation as its reader uses it: what stands in its code blocks is typed, in an empty folder. */
export interface Page {
  readonly text: string
  /** The code blocks of a language, in the order of the page. */
  blocks(language: string): readonly string[]
  /** Every `tickwise ...` line of its sh blocks, without comments. */
  readonly commands: readonly string[]
}

export async function readPage(path: string): Promise<Page> {
  const words = await readFile(join(root, path), 'utf8')
  const blocks = (language: string) =>
    [...words.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
      .filter((found) => found[1] === language)
      .map((found) => found[2]!)
  const lines = blocks('sh').flatMap((block) => block.split('\n'))
  const commands = lines.map((line) => line.replace(/\s+#.*$/, '')).filter((line) => line.startsWith('tickwise '))
  return { text: words, blocks, commands }
}

export interface ReaderFolder {
  readonly path: string
  write(name: string, text: string): Promise<void>
  read(name: string): Promise<string>
  /** Types a line such as `tickwise predict prices 120 123`; throws where it fails. */
  type(line: string, extra?: readonly string[]): Promise<Ran>
  /** Runs a module that imports `tickwise`, as an installed package would be found. */
  runModule(name: string): Promise<Ran>
}

/** An empty folder with the prices that ship as `prices.csv`; gone after the test. */
export async function createReaderFolder(): Promise<ReaderFolder> {
  const path = await mkdtemp(join(tmpdir(), 'tickwise-docs-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  await copyFile(join(root, 'src/cli/data/prices.csv'), join(path, 'prices.csv'))
  const node = async (...words: readonly string[]): Promise<Ran> => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...words], { cwd: path })
    const closed = once(child, 'close') as Promise<[number | null]>
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    return { code: (await closed)[0], out, err }
  }
  return {
    path,
    write: (name, words) => writeFile(join(path, name), words),
    read: (name) => readFile(join(path, name), 'utf8'),
    async type(line, extra = []) {
      // As a shell does: what stands in double quotes is one word.
      const words = line.match(/"[^"]*"|\S+/g)!.map((word) => word.replace(/^"(.*)"$/, '$1'))
      const ran = await node(program, ...words.slice(1), ...extra)
      expect(ran.code, `${line}\n${ran.out}${ran.err}`).toBe(0)
      return ran
    },
    async runModule(name) {
      await writeFile(
        join(path, `start-${name}`),
        `import { lendPackages } from ${JSON.stringify(lend)}\nlendPackages()\nawait import('./${name}')\n`,
      )
      return node(`start-${name}`)
    },
  }
}
