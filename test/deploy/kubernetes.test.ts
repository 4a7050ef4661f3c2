import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, onTestFinished, test, type TestContext } from 'vitest'
import { parseAllDocuments } from 'yaml'

const root = join(import.meta.dirname, '..', '..')
const folder = join(root, 'deploy', 'kubernetes')

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string }
}

/** What kubectl makes of a folder; the test is skipped, and says so, on a machine without it. */
function build(context: TestContext, name: string): Manifest[] {
  const absent = spawnSync('kubectl', ['version', '--client'], { stdio: 'ignore' }).status !== 0
  context.skip(absent, 'optional: no kubectl, whose kustomize builds the manifests')
  const text = execFileSync('kubectl', ['kustomize', name], { encoding: 'utf8' })
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest)
}

/** The example with the other scaler, in a folder of its own. */
function withoutKeda(): string {
  const own = mkdtempSync(join(tmpdir(), 'tickwise-kustomize-'))
  onTestFinished(() => rmSync(own, { recursive: true, force: true }))
  symlinkSync(folder, join(own, 'kubernetes'))
  const lines = ['resources: [./kubernetes/base]', 'components: [./kubernetes/hpa]']
  writeFileSync(join(own, 'kustomization.yaml'), lines.join('\n'))
  return own
}

function moduleOf({ apiVersion, kind }: Manifest): string {
  return apiVersion.startsWith('keda.sh/')
    ? `@kubernetes-models/keda/${apiVersion}/${kind}`
    : `kubernetes-models/${apiVersion.replace(/^(policy|autoscaling|apps|batch)\//, '$1/')}/${kind}`
}

/** Names, values and formats by the schemas of Kubernetes' API. */
async function validate(manifest: Manifest): Promise<void> {
  const models = (await import(moduleOf(manifest))) as Record<string, new (data: object) => { validate(): void }>
  new models[manifest.kind]!(manifest).validate()
}

/** Properties that the API does not know: the server would drop them without a word. */
function unknownProperties(manifests: readonly Manifest[]): string[] {
  const path = join(root, 'test', 'deploy', 'manifests-checked.ts')
  const lines = manifests.flatMap((manifest, i) => [
    `import type { I${manifest.kind} as T${i} } from '${moduleOf(manifest)}'`,
    `export const m${i}: T${i} = ${JSON.stringify(manifest)}`,
  ])
  const options = {
    ...{ strict: true, noEmit: true, skipLibCheck: true, types: [] },
    ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  }
  const host = ts.createCompilerHost(options)
  const source = ts.createSourceFile(path, lines.join('\n'), ts.ScriptTarget.ES2023)
  const [getSource, exists] = [host.getSourceFile.bind(host), host.fileExists.bind(host)]
  host.getSourceFile = (name, ...rest) => (name === path ? source : getSource(name, ...rest))
  host.fileExists = (name) => name === path || exists(name)
  const program = ts.createProgram([path], options, host)
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

describe('the manifests', () => {
  test('are what the API of Kubernetes and of KEDA takes, in both ways to scale', async (context) => {
    const manifests = [...build(context, join(folder, 'example')), ...build(context, withoutKeda())]
    const kinds = new Set(manifests.map(({ kind }) => kind))
    for (const kind of ['StatefulSet', 'CronJob', 'PodDisruptionBudget', 'NetworkPolicy', 'ScaledObject'])
      expect(kinds).toContain(kind)
    expect(kinds).toContain('HorizontalPodAutoscaler')
    for (const manifest of manifests) await validate(manifest)
    expect(unknownProperties(manifests)).toEqual([])
  }, 120_000)

  test('would be found out if they had a fault', async (context) => {
    const [workers] = build(context, join(folder, 'base')).filter(({ kind }) => kind === 'StatefulSet')
    const misspelt = { ...workers!, spec: { ...(workers as never as { spec: object }).spec, replica: 3 } }
    expect(unknownProperties([misspelt]).join()).toMatch(/replica\W+ does not exist/)
    await expect(validate({ ...workers!, spec: { replicas: 'three' } } as Manifest)).rejects.toThrow()
  }, 120_000)

  test('run every pod without rights, with limits, and stop it later than its own budget', (context) => {
    for (const { pod } of podsOf(build(context, join(folder, 'example')))) {
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
      expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false })
      for (const container of pod.containers) {
        expect(container.securityContext).toMatchObject({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
        })
        expect(container.resources).toMatchObject({
          requests: { cpu: expect.any(String) },
          limits: { memory: expect.any(String) },
        })
        const budget = container.env?.find(({ name }) => name === 'TICKWISE_SHUTDOWN_MS')?.value
        if (budget !== undefined)
          expect(1000 * (pod.terminationGracePeriodSeconds ?? 30)).toBeGreaterThan(Number(budget))
      }
    }
  })
})

interface Pod {
  readonly securityContext: object
  readonly terminationGracePeriodSeconds?: number
  readonly containers: readonly {
    readonly securityContext: object
    readonly resources: object
    readonly env?: readonly { readonly name: string; readonly value?: string }[]
  }[]
}

function podsOf(manifests: readonly Manifest[]): { kind: string; pod: Pod }[] {
  const found: { kind: string; pod: Pod }[] = []
  const look = (kind: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if ('containers' in value) found.push({ kind, pod: value as Pod })
    for (const inner of Object.values(value)) look(kind, inner)
  }
  for (const manifest of manifests) look(manifest.kind, manifest)
  expect(found.map(({ kind }) => kind).sort()).toEqual(['CronJob', 'StatefulSet'])
  return found
}
