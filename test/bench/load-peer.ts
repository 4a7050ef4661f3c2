import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const folder = new URL('peers/', import.meta.url)
const require = createRequire(new URL('package.json', folder))

/** A package that is only measured against, from `peers/package.json`; all are installed when the first is asked for. */
export function loadPeer<Peer>(name: string): Peer {
  if (!existsSync(new URL(`node_modules/${name}/package.json`, folder))) {
    console.error(`installing the packages to compare with into ${fileURLToPath(folder)} (once)`)
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'], {
      cwd: fileURLToPath(folder),
      stdio: ['ignore', 'ignore', 'inherit'],
      // The CPU library comes with the package; its install script would only fetch a GPU's.
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    })
  }
  return require(name) as Peer
}
