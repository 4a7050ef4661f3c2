import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeCustomSchemas, writeKubernetesSchemas } from './manifests/write-schemas.ts'

/**
 * Checks the Kubernetes manifests with kubeconform against the API of Kubernetes and of KEDA as their own sources describe
 * it: `node scripts/check-manifests.ts`. Takes all of it through the Go module proxy, so it needs Go 1.21 or later, and
 * kubectl; says so and leaves with 0 where one is missing.
 */
const kubeconform = 'github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0'
const kubernetes = 'k8s.io/kubernetes@v1.34.1'
const keda = 'github.com/kedacore/keda/v2@v2.17.2'

const manifests = join(import.meta.dirname, '..', 'deploy', 'kubernetes')

const [, major = 0, minor = 0] = (
  /go(\d+)\.(\d+)/.exec(spawnSync('go', ['version']).stdout?.toString() ?? '') ?? []
).map(Number)
const missing = [
  major > 1 || minor >= 21 ? undefined : 'Go 1.21 or later',
  spawnSync('kubectl', ['version', '--client']).status === 0 ? undefined : 'kubectl',
].filter((tool) => tool !== undefined)

if (missing.length > 0) console.log(`skipped: no ${missing.join(' and no ')}`)
else check()

function check(): void {
  const folder = mkdtempSync(join(tmpdir(), 'tickwise-manifests-'))
  try {
    const schemas = join(folder, 'schemas')
    writeKubernetesSchemas(join(source(kubernetes, folder), 'api/openapi-spec/swagger.json'), schemas)
    writeCustomSchemas(join(source(keda, folder), 'config/crd/bases/keda.sh_scaledobjects.yaml'), schemas)
    const words = [
      '-strict',
      '-summary',
      '-schema-location',
      `${schemas}/{{ .ResourceKind }}{{ .KindSuffix }}.json`,
      '-',
    ]
    const passes = (text: string) =>
      spawnSync('go', ['run', kubeconform, ...words], {
        input: text,
        cwd: folder,
        stdio: ['pipe', 'inherit', 'inherit'],
      }).status === 0
    for (const place of [join(manifests, 'example'), withoutKeda(folder)]) {
      const text = execFileSync('kubectl', ['kustomize', place], { encoding: 'utf8' })
      if (!passes(text)) process.exitCode = 1
      // A check that lets everything pass would say the same.
      if (passes(text.replace('serviceName:', 'servicename:'))) throw new Error('a misspelt property was let through')
    }
    console.log('(the two misspelt ones were meant to be)')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Where a Go module's files are, after they were fetched. */
function source(module: string, cwd: string): string {
  return (
    JSON.parse(execFileSync('go', ['mod', 'download', '-json', module], { cwd, encoding: 'utf8' })) as { Dir: string }
  ).Dir
}

/** The example with the other scaler. */
function withoutKeda(folder: string): string {
  symlinkSync(manifests, join(folder, 'kubernetes'))
  writeFileSync(join(folder, 'kustomization.yaml'), 'resources: [./kubernetes/base]\ncomponents: [./kubernetes/hpa]\n')
  return folder
}
