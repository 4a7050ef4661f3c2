import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkImports } from './dependency-rules.ts'

/** A small tree that breaks each rule once. A rule that no file here can break would be no rule. */
const brokenTree: Readonly<Record<string, string>> = {
  'tsconfig.json': '{}',
  'package.json': '{ "type": "module", "dependencies": { "rxjs": "*", "ws": "*", "left-pad": "*" } }',
  'node_modules/rxjs/package.json': '{ "name": "rxjs", "main": "index.js" }',
  'node_modules/rxjs/index.js': '',
  'node_modules/ws/package.json': '{ "name": "ws", "main": "index.js" }',
  'node_modules/ws/index.js': '',
  'node_modules/left-pad/package.json': '{ "name": "left-pad", "main": "index.js" }',
  'node_modules/left-pad/index.js': '',
  'test/fixture.ts': 'export const fixture = 1',
  'src/index.ts': "export * from './turn/turn.ts'\nexport * from './state/store.ts'",
  'src/turn/turn.ts': "import 'rxjs'\nimport type { Infer } from '../../operators/infer.ts'\nexport type Turn = Infer",
  'src/state/store.ts': "import type { A } from './a.ts'\nimport 'node:process'\nexport type Store = A",
  'src/state/a.ts': "import type { Store } from './store.ts'\nexport type A = Store",
  'src/state/dead.ts': 'export const dead = 1',
  'src/strange/new.ts': "import '../errors.ts'\nexport const strange = 1",
  'src/errors.ts': "import './nowhere.ts'",
  'src/cli/main.ts': "import '../pipeline/run.ts'\nimport 'left-pad'",
  'src/pipeline/run.ts': "import '../dashboard/server.ts'\nimport '../../test/fixture.ts'",
  'src/dashboard/server.ts': 'export const server = 1',
  'operators/index.ts': "export * from './infer.ts'",
  'operators/infer.ts': "import '../src/pipeline/run.ts'\nexport type Infer = 1",
  'connectors/file/index.ts': "import '../memory/index.ts'\nimport 'node:sqlite'",
  'connectors/memory/index.ts': "import 'ws'\nimport 'rxjs'",
}

let folder: string
let found: string[]

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tickwise-house-'))
  for (const [path, text] of Object.entries(brokenTree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const { violations } = await checkImports(folder)
  found = violations.map(({ rule, from, to }) => `${rule}: ${from} -> ${to.replace(/^node:/, '')}`)
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  ['rxjs in the core', 'rxjs-only-in-its-place: src/turn/turn.ts -> node_modules/rxjs/index.js'],
  ['rxjs in a connector', 'rxjs-only-in-its-place: connectors/memory/index.ts -> node_modules/rxjs/index.js'],
  [
    'a client library in another connector',
    'ws-only-in-its-place: connectors/memory/index.ts -> node_modules/ws/index.js',
  ],
  ['a database outside its connector', 'node-sqlite-only-in-its-place: connectors/file/index.ts -> sqlite'],
  ['the process outside the command line', 'node-process-only-in-its-place: src/state/store.ts -> process'],
  ['a package without a place', 'listed-packages-only: src/cli/main.ts -> node_modules/left-pad/index.js'],
  ['the core importing an operator, types only', 'src/turn-imports: src/turn/turn.ts -> operators/infer.ts'],
  ['an operator importing the pipeline', 'operators-imports: operators/infer.ts -> src/pipeline/run.ts'],
  ['the pipeline importing the dashboard', 'src/pipeline-imports: src/pipeline/run.ts -> src/dashboard/server.ts'],
  [
    'a connector importing another',
    'no-connector-imports-another: connectors/file/index.ts -> connectors/memory/index.ts',
  ],
  ['the library importing a test', 'library-imports-no-tests: src/pipeline/run.ts -> test/fixture.ts'],
  ['a cycle of types', 'no-cycles: src/state/a.ts -> src/state/store.ts'],
  ['an import that leads nowhere', 'no-unresolvable: src/errors.ts -> ./nowhere.ts'],
  ['a file that nothing reaches', 'no-dead-files: src/state/dead.ts -> src/state/dead.ts'],
  ['a folder that is not on the map', 'listed-folders-only: src/strange/new.ts -> src/errors.ts'],
])('the rules find %s', (_, line) => {
  expect(found).toContain(line)
})
