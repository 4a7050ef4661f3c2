import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { TickwiseError } from '../../errors.ts'
import { logLevels } from '../../operations/log-level.ts'
import { settingsSchema, type PipelineSettings } from '../../pipeline/spec.ts'
import { fromEnvironment, type Environment, type Tree } from './settings-from-environment.ts'

const portNumber = z.int().min(0).max(65_535)

/** What `tickwise run` can be told beside the pipeline's own settings. */
const runSchema = z.strictObject({
  /** Stop after about so many ticks. */
  maxTicks: z.int().min(1).optional(),
  /** The live page. */
  dashboard: z.boolean().default(false),
  /** Of the live page; the first free one from 4680 on, unless given. */
  port: portNumber.optional(),
  /** /metrics, /healthz and /readyz; without a port there are none. */
  metricsPort: portNumber.optional(),
  /** Where they listen; 0.0.0.0 in a container. */
  metricsHost: z.string().min(1).default('127.0.0.1'),
  /** `text` is for people, `json` one line an event. */
  log: z.enum(['text', 'json']).default('text'),
  /** Of `json`: this and what comes after it. */
  logLevel: z.enum(logLevels).default('info'),
  /** Spans of turns, checkpoints and recoveries go to OpenTelemetry's API, and from there to the SDK that you set up. */
  tracing: z.boolean().default(false),
  /** How long a run that was asked to stop may take to finish its turn and save. */
  shutdownMs: z.int().min(0).default(25_000),
})

/** Everything that a settings file or the environment may say. The pipeline's name is its identity, and stays. */
export const runSettingsSchema = settingsSchema.extend(runSchema.shape)

export type RunSettings = z.output<typeof runSchema>

export interface SettingsLayers {
  /** The pipeline's own. */
  readonly settings: PipelineSettings
  /** Path of a JSON file with the same names. */
  readonly file: string | undefined
  readonly environment: Environment
  /** The command line; it has the last word. */
  readonly given: Tree
}

/**
 * Pipeline, file, environment, command line: the later one wins, setting by setting. Throws `CONFIG_INVALID` with every
 * fault at once, each named by where it stands.
 */
export async function readRunSettings(
  layers: SettingsLayers,
): Promise<{ pipeline: PipelineSettings; run: RunSettings }> {
  const { settings, file, environment, given } = layers
  const named = [
    { origin: 'the pipeline', tree: settings as Tree },
    { origin: file ?? '', tree: file === undefined ? {} : await readSettingsFile(file) },
    {
      origin: 'the environment',
      tree: fromEnvironment(environment, z.toJSONSchema(runSettingsSchema, { io: 'output', unrepresentable: 'any' })),
    },
    { origin: 'the command line', tree: given },
  ]
  const merged = named.reduce<Tree>((all, { tree }) => merge(all, tree), {})
  const parsed = runSettingsSchema.safeParse({ ...merged, name: settings.name })
  if (!parsed.success) {
    const faults = parsed.error.issues.flatMap((issue) => {
      const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
      return paths.map((path) => {
        const origin = named.findLast(({ tree }) => isIn(tree, path))?.origin ?? 'the settings'
        return `${path.join('.')} (${origin}): ${issue.code === 'unrecognized_keys' ? 'no such setting' : issue.message}`
      })
    })
    throw invalid(faults.join('; '))
  }
  const run = Object.fromEntries(Object.entries(parsed.data).filter(([name]) => name in runSchema.shape))
  const pipeline = Object.fromEntries(Object.entries(parsed.data).filter(([name]) => !(name in runSchema.shape)))
  return { pipeline: pipeline as PipelineSettings, run: run as RunSettings }
}

async function readSettingsFile(path: string): Promise<Tree> {
  let parsed: unknown
  try {
    parsed = JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    throw invalid(`${path}: ${(cause as Error).message}`, cause)
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as Tree
  throw invalid(`${path}: no JSON object`)
}

function merge(below: Tree, above: Tree): Tree {
  const merged: Record<string, unknown> = { ...below }
  for (const [name, value] of Object.entries(above)) {
    const under = merged[name]
    merged[name] = isTree(value) && isTree(under) ? merge(under, value) : value
  }
  return merged
}

function isIn(tree: Tree, path: readonly PropertyKey[]): boolean {
  let at: unknown = tree
  for (const name of path) {
    if (!isTree(at) || !(name in at)) return false
    at = at[name as string]
  }
  return true
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(received: string, cause?: unknown): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: 'valid settings',
    received,
    action: 'Correct what is named; docs/how-to/operate.md lists every setting.',
    ...(cause === undefined ? {} : { cause }),
  })
}
