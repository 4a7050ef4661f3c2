// The tests of the training engines with the native TensorFlow.js among them.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { tfjsNodeApp } from './tfjs-node-app.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
const { status } = spawnSync(process.execPath, [vitest, 'run', 'test/src/training/engines'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, TFJS_NODE_APP: tfjsNodeApp(), TF_CPP_MIN_LOG_LEVEL: '2' },
})
process.exitCode = status ?? 1
