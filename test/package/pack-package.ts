import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>
  readonly peerDependencies: Readonly<Record<string, string>>
}

export interface Consumer {
  /** A project that has the packed package installed, as `npm install tickwise rxjs` leaves it. */
  readonly folder: string
  /** The installed package. */
  readonly packageFolder: string
  /** Paths in the packed archive. */
  readonly files: readonly string[]
}

/** Builds and packs the package into `folder`, and installs the archive in an empty project there. Takes some seconds. */
export function packPackage(folder: string): Consumer {
  const stage = join(folder, 'stage')
  mkdirSync(stage, { recursive: true })
  for (const name of ['package.json', 'LICENSE', 'README.md']) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(stage, name))
  }
  execFileSync(process.execPath, [join(root, 'scripts', 'build-package.ts'), join(stage, 'dist')], { stdio: 'inherit' })
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: stage,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [archive] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }]

  const project = join(folder, 'project')
  const packageFolder = join(project, 'node_modules', 'tickwise')
  mkdirSync(packageFolder, { recursive: true })
  execFileSync('tar', ['-xzf', join(folder, archive.filename), '--strip-components=1', '-C', packageFolder])
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "type": "module" }')
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
  for (const name of [...Object.keys(dependencies), ...Object.keys(peerDependencies)]) {
    const link = join(project, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), link)
  }
  return { folder: project, packageFolder, files: archive.files.map(({ path }) => path) }
}
