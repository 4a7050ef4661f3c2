import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packArchive, root } from '../package/pack-package.ts'
import { measureInstalled } from './measure-installed.ts'

/**
 * What a newcomer does, for real: packs the package, installs the archive from the registry into an empty project, and
 * runs the README's first lines and the program on Node 22 and 24. Prints what the installation weighs, and fails above
 * the budget. `npm run test:install`; needs the registry.
 */
const budgetMb = 65
const nodes = ['22.22.0', '24.21.0']

const folder = mkdtempSync(join(tmpdir(), 'tickwise-install-'))
const npm = (at: string, ...words: string[]) =>
  execFileSync('npm', [...words, '--no-audit', '--no-fund', '--loglevel', 'error'], { cwd: at, stdio: 'inherit' })
let failed = 0

function check(what: string, holds: boolean): void {
  console.log(`${holds ? 'passed' : 'FAILED'}: ${what}`)
  if (!holds) failed += 1
}

try {
  const { archive } = packArchive(folder)
  const project = join(folder, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "private": true, "type": "module" }')
  npm(project, 'install', archive, 'rxjs@7')
  const { megabytes, packages, largest } = measureInstalled(join(project, 'node_modules'))
  console.log(`installed: ${megabytes.toFixed(1)} MB in ${packages} packages; largest: ${largest.join(', ')}`)
  check(`an installation takes at most ${budgetMb} MB`, megabytes <= budgetMb)

  const [first = ''] = /(?<=^```ts\n)[\s\S]*?(?=^```$)/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
  writeFileSync(join(project, 'first.ts'), first)
  for (const version of nodes) {
    const at = join(folder, `node-${version}`)
    mkdirSync(at)
    writeFileSync(join(at, 'package.json'), '{ "private": true }')
    npm(at, 'install', `node@${version}`)
    const node = join(at, 'node_modules', 'node', 'bin', 'node')
    const run = (...words: string[]) => execFileSync(node, words, { cwd: project, encoding: 'utf8' })
    check(`Node ${version} is what runs`, run('--version').trim() === `v${version}`)
    const forecasts = run('--disable-warning=ExperimentalWarning', 'first.ts')
    check(
      `Node ${version}: the README's first lines print forecasts`,
      /^ABC \d+ \[ [\d.]+, [\d.]+ \]$/m.test(forecasts),
    )
    const program = join('node_modules', 'tickwise', 'dist', 'src', 'cli', 'main.js')
    const answer = run('--disable-warning=ExperimentalWarning', program, 'predict', 'prices', '120', '123', '125')
    check(`Node ${version}: tickwise predict answers`, answer.includes('next value'))
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
