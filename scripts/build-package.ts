import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

/**
 * Builds what npm publishes: every .ts file of the library as .js and .d.ts in the same folders (so that what is
 * imported lazily, and what runs on a worker thread, is found as it is in the sources), and every other file beside
 * them as it is (the dashboard's page, models, data). `node scripts/build-package.ts [folder]`, by default dist.
 */
const root = join(import.meta.dirname, '..')
const output = resolve(process.argv[2] ?? join(root, 'dist'))

rmSync(output, { recursive: true, force: true })
const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const parameters = [compiler, '--project', join(root, 'tsconfig.build.json'), '--outDir', output]
execFileSync(process.execPath, parameters, { stdio: 'inherit' })

for (const path of globSync('{src,operators,connectors}/**/*.*', { cwd: root })) {
  if (!path.endsWith('.ts') && !path.startsWith('src/kernel/assembly/'))
    cpSync(join(root, path), join(output, path), { recursive: true })
}

// The compiler rewrites './x.ts' in imports, not in addresses of workers.
for (const path of globSync('**/*.js', { cwd: output })) {
  const file = join(output, path)
  const text = readFileSync(file, 'utf8')
  const built = text.replace(/(new URL\(\s*['"]\.{1,2}\/[^'"]*)\.ts(['"],\s*import\.meta\.url)/g, '$1.js$2')
  if (built !== text) writeFileSync(file, built)
}

chmodSync(join(output, 'src', 'cli', 'main.js'), 0o755)
