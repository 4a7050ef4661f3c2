import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tickwise-reporter-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Runs `source` as the only test file of a project, and returns the printed lines and the exit code. */
function run(source: string, environment: Record<string, string> = {}): { lines: string[]; code: number | null } {
  writeFileSync(join(folder, 'example.test.js'), source)
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const reporter = join(root, 'scripts', 'counting-reporter.ts')
  const parameters = [program, 'run', '--root', folder, '--globals', '--reporter', reporter]
  const { stdout, status } = spawnSync(process.execPath, parameters, {
    encoding: 'utf8',
    env: { ...process.env, TICKWISE_REQUIRE_SERVICES: '', ...environment },
  })
  return { lines: stdout.split('\n'), code: status }
}

const oneSkipped = "test('a', () => {})\ntest('b', (context) => context.skip(true, 'no browser'))"

test('counts stand on a line of their own, and a skip has its reason', () => {
  const { lines, code } = run(oneSkipped)
  expect(lines).toContain('1 passed, 0 failed, 1 skipped')
  expect(lines).toContain('skipped: example.test.js > b: no browser')
  expect(code).toBe(0)
})

test('a skip fails the run where services are required', () => {
  const { lines, code } = run(oneSkipped, { TICKWISE_REQUIRE_SERVICES: '1' })
  expect(lines).toContain('1 passed, 0 failed, 1 skipped')
  expect(code).toBe(1)
})

test('failed tests and files that do not load are counted as failed', () => {
  expect(run("test('a', () => { throw new Error('no') })").lines).toContain('0 passed, 1 failed, 0 skipped')
  const broken = run("throw new Error('does not load')")
  expect(broken.lines).toContain('0 passed, 1 failed, 0 skipped')
  expect(broken.code).toBe(1)
})

test('tests that did not run because their set-up failed say so', () => {
  const setUp = "beforeAll(() => { throw new Error('no') })\ntest('a', () => {})"
  const { lines } = run(setUp)
  expect(lines).toContain('skipped: example.test.js > a: its set-up failed')
  expect(lines).toContain('0 passed, 1 failed, 1 skipped')
  const inGroup = run(`describe('group', () => {\n${setUp}\n})\ntest('b', () => {})`)
  expect(inGroup.lines).toContain('skipped: example.test.js > group > a: its set-up failed')
  expect(inGroup.lines).toContain('1 passed, 1 failed, 1 skipped')
  expect(inGroup.code).toBe(1)
})

test('a group that fails to tidy up is counted, though its tests have passed', () => {
  const { lines, code } = run(
    "describe('group', () => {\nafterAll(() => { throw new Error('no') })\ntest('a', () => {})\n})",
  )
  expect(lines).toContain('1 passed, 1 failed, 0 skipped')
  expect(code).toBe(1)
})
