import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import type { Comparison } from '../src/cli/compare/comparison.ts'
import { withComparison } from './figures/comparison-section.ts'
import { drawFigures } from './figures/draw-figures.ts'

/**
 * Draws the figures of docs/cells.md and writes its table: `npm run figures` from docs/figures/compare.json, which
 * `npm run figures -- --measure` makes anew first with `tickwise compare` (more words, such as --full, go to it).
 */
const root = join(import.meta.dirname, '..')
const folder = join(root, 'docs', 'figures')
const measured = join(folder, 'compare.json')
const page = join(root, 'docs', 'cells.md')

async function measure(words: readonly string[]): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'tickwise-figures-'))
  try {
    const program = ['--disable-warning=ExperimentalWarning', join(root, 'src', 'cli', 'main.ts')]
    const command = [...program, 'compare', '--json', '--out', join(scratch, 'page.html'), ...words]
    const out = execFileSync(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' })
    const { page: _, ...comparison } = JSON.parse(out) as Comparison & { page: string }
    mkdirSync(folder, { recursive: true })
    const style = await resolveConfig(measured)
    writeFileSync(measured, await format(JSON.stringify(comparison), { ...style, parser: 'json' }))
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

const [first, ...words] = process.argv.slice(2)
if (first === '--measure') await measure(words)
const comparison = JSON.parse(readFileSync(measured, 'utf8')) as Comparison
for (const [name, image] of Object.entries(drawFigures(comparison))) writeFileSync(join(folder, name), image)
writeFileSync(page, withComparison(readFileSync(page, 'utf8'), comparison))
