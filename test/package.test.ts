import { execFileSync, spawnSync } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readPage } from './docs/page.ts'
import { packPackage, root, type Consumer } from './package/pack-package.ts'

/** What a user may import, and the source it is built from. */
const entries = [
  ['tickwise', 'src/index.ts'],
  ['tickwise/operators', 'operators/index.ts'],
  ['tickwise/model', 'src/model/index.ts'],
  ['tickwise/testing', 'src/testing/index.ts'],
  ...readdirSync(join(root, 'connectors')).map((name) => [
    `tickwise/connectors/${name}`,
    `connectors/${name}/index.ts`,
  ]),
] as [entry: string, source: string][]

let folder: string
let consumer: Consumer

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickwise-package-'))
  consumer = packPackage(folder)
}, 600_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs a program as its user would: no loader, no flag, no source file in reach. */
function runNode(...parameters: string[]): string {
  return execFileSync(process.execPath, parameters, { cwd: consumer.folder, encoding: 'utf8' })
}

test.each(entries)(
  '%s can be imported and exports what its source exports',
  async (entry, source) => {
    const script = `console.log(JSON.stringify(Object.keys(await import('${entry}')).sort()))`
    const names: unknown = JSON.parse(runNode('--input-type=module', '--eval', script))
    const expected = (await import(join(root, source))) as object
    expect(names).toEqual(Object.keys(expected).sort())
    expect(names).not.toEqual([])
  },
  120_000,
)

test('the types of every entry compile in a strict project', () => {
  const lines = entries.map(([entry], index) => `export * as entry${index} from '${entry}'`)
  writeFileSync(join(consumer.folder, 'consumer.ts'), lines.join('\n'))
  symlinkSync(join(root, 'node_modules', '@types'), join(consumer.folder, 'node_modules', '@types'))
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  const options = [
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--types',
    'node',
    '--skipLibCheck',
  ]
  expect(runNode(compiler, ...options, 'consumer.ts')).toBe('')
})

test('operators and models are bundled for a browser without a module of Node', async () => {
  const program = "export * from 'tickwise/operators'; export * from 'tickwise/model'"
  const stdin = { contents: program, resolveDir: consumer.folder }
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    outdir: '/',
    write: false,
  })
  expect(outputFiles[0]!.text).not.toMatch(/from "node:|\bBuffer\./)
})

test('the program starts and explains itself', () => {
  expect(runNode(join(consumer.packageFolder, 'dist', 'src', 'cli', 'main.js'), '--help')).toMatch(/usage:/i)
})

/** As `npx tickwise` finds it. */
function runTickwise(...words: string[]): string {
  const manifest = readFileSync(join(consumer.packageFolder, 'package.json'), 'utf8')
  const { bin } = JSON.parse(manifest) as { bin: { tickwise: string } }
  return runNode('--disable-warning=ExperimentalWarning', join(consumer.packageFolder, bin.tickwise), ...words)
}

test('a newcomer: the first lines of the README print forecasts, and predict answers', async () => {
  writeFileSync(join(consumer.folder, 'first.ts'), (await readPage('README.md')).blocks('ts')[0]!)
  expect(runNode('--disable-warning=ExperimentalWarning', 'first.ts')).toMatch(
    /^ABC 1[23]\d \[ 1\d\d\.\d+, 1\d\d\.\d+ \]$/m,
  )
  expect(runTickwise('predict', 'prices', '120', '123', '125')).toMatch(/next value +80 % band/)
}, 60_000)

test('a newcomer: the pipeline of the README runs, stops, and goes on', async () => {
  writeFileSync(join(consumer.folder, 'pipeline.ts'), (await readPage('README.md')).blocks('ts')[1]!)
  copyFileSync(join(root, 'src/cli/data/prices.csv'), join(consumer.folder, 'prices.csv'))
  const run = () => JSON.parse(runTickwise('run', 'pipeline.ts', '--max-ticks', '1000', '--json')) as object
  expect(run()).toMatchObject({ counters: { ticks: 1000 } })
  expect(run()).toMatchObject({ counters: { ticks: 2000 } })
  const lines = readFileSync(join(consumer.folder, 'forecasts.ndjson'), 'utf8').trim().split('\n')
  expect(new Set(lines.map((line) => (JSON.parse(line) as { id: string }).id)).size).toBe(lines.length)
}, 120_000)

test('publint finds nothing wrong', async () => {
  const { messages, pkg } = await publint({ pkgDir: consumer.packageFolder, strict: true, pack: false })
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([])
})

test('the types are what the modules are, for all who import them', () => {
  const program = join(root, 'node_modules', '@arethetypeswrong', 'cli', 'dist', 'index.js')
  const connectors = readdirSync(join(root, 'connectors')).map((name) => `connectors/${name}`)
  const words = [
    program,
    consumer.archive,
    '--profile',
    'esm-only',
    '--format',
    'json',
    '--include-entrypoints',
    ...connectors,
  ]
  const said = spawnSync(process.execPath, words, { encoding: 'utf8', maxBuffer: 1 << 26 })
  const { analysis, problems = {} } = JSON.parse(said.stdout) as {
    analysis: { entrypoints: Readonly<Record<string, object>> }
    problems?: Readonly<Record<string, unknown>>
  }
  expect(Object.keys(analysis.entrypoints)).toEqual(expect.arrayContaining(['.', './operators', './connectors/kafka']))
  // The two that everybody has who gives modules only: CommonJS must import them dynamically, and Node 10 knows no exports.
  expect(Object.keys(problems).filter((name) => name !== 'CJSResolvesToESM' && name !== 'NoResolution')).toEqual([])
  expect(said.status).toBe(0)
}, 120_000)

test('every worker, page and data file that the built code names by its address is there', () => {
  const addresses = globSync('dist/**/*.js', { cwd: consumer.packageFolder }).flatMap((path) => {
    const text = readFileSync(join(consumer.packageFolder, path), 'utf8')
    const found = text.matchAll(/new URL\(\s*['"](\.{1,2}\/[^'"]*)['"],\s*import\.meta\.url/g)
    return [...found].map(([, address = '']) => join(dirname(path), address))
  })
  expect(addresses.filter((path) => !existsSync(join(consumer.packageFolder, path)))).toEqual([])
})

test('the archive holds every asset, and neither sources nor tests', () => {
  const assets = globSync('{src,operators,connectors}/**/*.*', { cwd: root })
    .filter((path) => !path.endsWith('.ts') && !path.startsWith('src/kernel/assembly/'))
    .map((path) => `dist/${path}`)
  expect(consumer.files).toEqual(expect.arrayContaining(assets))
  expect(
    consumer.files.filter((path) => /(?<!\.d)\.ts$|(^|\/)(test|assembly)\/|^(dist\/)?scripts\//.test(path)),
  ).toEqual([])
})
