import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, type TestContext } from 'vitest'
import { parse } from 'yaml'
import { createRunMetrics } from '../../src/operations/run-metrics.ts'
import type { Source } from '../../src/stream/source.ts'

const deploy = join(import.meta.dirname, '..', '..', 'deploy')
const rules = readFileSync(join(deploy, 'prometheus', 'tickwise.rules.yml'), 'utf8')
const dashboard = JSON.parse(readFileSync(join(deploy, 'grafana', 'dashboards', 'tickwise.json'), 'utf8')) as {
  panels: {
    id: number
    title: string
    targets: { expr: string }[]
    gridPos: { x: number; y: number; w: number; h: number }
  }[]
}
const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))

function promtool(context: TestContext, ...words: string[]): string {
  const absent = spawnSync('promtool', ['--version'], { stdio: 'ignore' }).error !== undefined
  context.skip(absent, "no promtool (of Debian's package prometheus)")
  return execFileSync('promtool', words, { cwd: join(deploy, 'prometheus'), encoding: 'utf8', stdio: 'pipe' })
}

test('Prometheus takes the configuration and the rules, and alerts fire when they should and not before', (context) => {
  expect(promtool(context, 'check', 'config', 'prometheus.yml')).toContain('SUCCESS')
  expect(promtool(context, 'test', 'rules', 'tickwise.rules.test.yml')).toContain('SUCCESS')
})

test('Prometheus can read every expression of the dashboard', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'tickwise-rules-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const asRules = expressions.map((expr, i) => ({ record: `panel:${i}`, expr: expr.replaceAll('$pipeline', '.*') }))
  const path = join(folder, 'panels.json')
  writeFileSync(path, JSON.stringify({ groups: [{ name: 'panels', rules: asRules }] }))
  expect(promtool(context, 'check', 'rules', path)).toContain(`${expressions.length} rules found`)
})

test('rules and dashboard name only metrics and labels that a run has', async () => {
  const log = { committed: () => {}, lag: () => new Map([['t/0', 1]]) } as unknown as Source
  const metrics = createRunMetrics({ pipeline: 'p', version: '1', source: log, seconds: () => 0 })
  const text = await metrics.read()
  const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name))
  const { groups } = parse(rules) as { groups: { rules: { expr: string }[] }[] }
  const all = [...expressions, ...groups.flatMap((group) => group.rules.map(({ expr }) => expr))]
  const named = all.flatMap((expr) => [...expr.matchAll(/\b(tickwise|process)_\w+/g)].map(([name]) => name))
  expect(named.length).toBeGreaterThan(20)
  const unknown = named.filter((name) => !known.has(name) && !known.has(name.replace(/_(bucket|sum|count)$/, '')))
  expect(unknown).toEqual([])
})

test('panels have a title of their own and lie beside one another', () => {
  expect(new Set(dashboard.panels.map(({ title }) => title)).size).toBe(dashboard.panels.length)
  const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) => {
    expect(x + w).toBeLessThanOrEqual(24)
    return Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`)
  })
  expect(new Set(cells).size).toBe(cells.length)
})

test('Compose takes the file, and a worker is watched and ready only when it says so', (context) => {
  const way = [['docker', 'compose'], ['docker-compose']].find(
    ([program = '', ...rest]) => spawnSync(program, [...rest, 'version'], { stdio: 'ignore' }).status === 0,
  )
  context.skip(way === undefined, 'optional: no Compose')
  const [program = '', ...rest] = way!
  const shown = execFileSync(program, [...rest, 'config'], { cwd: join(deploy, '..'), encoding: 'utf8' })
  const { services } = parse(shown) as {
    services: Record<string, { healthcheck?: { test: string[] }; ports?: unknown[] }>
  }
  expect(services['worker']?.healthcheck?.test.join(' ')).toContain('/readyz')
  for (const [name, { ports = [] }] of Object.entries(services))
    expect(JSON.stringify(ports), name).not.toMatch(/0\.0\.0\.0/)
})
