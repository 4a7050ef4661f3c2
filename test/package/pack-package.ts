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
  /** The packed archive, and the paths in it. */
  readonly archive: string
  readonly files: readonly string[]
}

export interface Archive {
  /** Path of the .tgz. */
  readonly archive: string
  /** Paths inside. */
  readonly files: readonly string[]
}

/** Builds the package and packs it into `folder`. Takes some seconds. */
export function packArchive(folder: string): Archive {
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
  const [one] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }]
  return { archive: join(folder, one.filename), files: one.files.map(({ path }) => path) }
}

/** Builds and packs the package into `folder`, and installs the archive in an empty project there, with our own packages. */
export function packPackage(folder: string): Consumer {
  const { archive, files } = packArchive(folder)
  const project = join(folder, 'project')
  const packageFolder = join(project, 'node_modules', 'tickwise')
  mkdirSync(packageFolder, { recursive: true })
  execFileSync('tar', ['-xzf', archive, '--strip-components=1', '-C', packageFolder])
  writeFileSync(join(project, 'package.json'), '{ "name": "project", "type": "module" }')
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest
  for (const name of [...Object.keys(dependencies), ...Object.keys(peerDependencies)]) {
    const link = join(project, 'node_modules', name)
    mkdirSync(dirname(link), { recursive: true })
    symlinkSync(join(root, 'node_modules', name), link)
  }
  return { folder: project, packageFolder, archive, files }
}
