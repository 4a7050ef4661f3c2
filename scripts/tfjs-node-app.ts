import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * A folder whose `node_modules` has a working @tensorflow/tfjs-node: `TFJS_NODE_APP` where it is set, else one in the
 * temporary folder, which is built when it is first needed (1.1 GB, about a minute, Linux x64).
 */
export function tfjsNodeApp(): string {
  const given = process.env['TFJS_NODE_APP']
  if (given) return given
  const folder = join(tmpdir(), 'tickwise-tfjs-node')
  const app = join(folder, 'app')
  if (!existsSync(join(folder, 'built'))) {
    console.error(`building @tensorflow/tfjs-node in ${folder} (once)`)
    const script = fileURLToPath(new URL('build-tfjs-node.sh', import.meta.url))
    execFileSync('bash', [script, folder], { stdio: ['ignore', 'inherit', 'inherit'] })
    execFileSync('touch', [join(folder, 'built')])
  }
  return app
}
