import { readFile } from 'node:fs/promises'
import { TickwiseError } from '../../errors.ts'
import { decodeModel } from '../../model/model-file.ts'
import type { Registry } from '../../registry/registry.ts'
import { historyTable, scoresTable, versionsTable } from './models-table.ts'

/** What a person asked of a registry. */
export interface ModelsRequest {
  readonly operands: readonly string[]
  /** Why, for the history; decisions need it. */
  readonly reason: string | undefined
}

/** A result for programs, and the same for people. */
export interface ModelsAnswer {
  readonly data: unknown
  readonly text: string
}

type Action = (registry: Registry, request: ModelsRequest) => Promise<ModelsAnswer>

export const modelsActions: Readonly<Record<string, Action>> = {
  async list(registry) {
    const [versions, standing] = [await registry.versions(), await registry.standing()]
    const text = versions.length > 0 ? versionsTable(versions, standing) : `no models in ${registry.place} yet`
    return { data: { versions, ...standing }, text }
  },
  async history(registry) {
    const history = await registry.history()
    return { data: history, text: history.length > 0 ? historyTable(history) : `no decisions in ${registry.place} yet` }
  },
  async show(registry, { operands }) {
    const version = await registry.version(one(operands))
    const { spec, report } = await registry.model(version.fingerprint)
    const data = { ...version, spec, report }
    return { data, text: JSON.stringify(data, null, 2) }
  },
  async compare(registry, { operands }) {
    const references = operands.length > 0 ? operands : ['champion', 'challenger']
    const versions = await Promise.all(references.map((reference) => registry.version(reference)))
    return { data: versions, text: scoresTable(versions) }
  },
  async add(registry, { operands }) {
    const version = await registry.add(decodeModel(await readFile(one(operands))))
    return { data: version, text: `${version.name}: ${version.fingerprint}` }
  },
  async promote(registry, { operands, reason }) {
    const named = one(operands)
    const because = required(reason)
    // A file is added on the way.
    const model = named.endsWith('.safetensors') ? decodeModel(await readFile(named)) : undefined
    const reference = model === undefined ? named : (await registry.add(model)).fingerprint
    const decision = await registry.promote(reference, { reason: because })
    return { data: decision, text: `${decision.model.slice(0, 12)} is the champion` }
  },
  async rollback(registry, { reason }) {
    const decision = await registry.rollBack({ reason: required(reason) })
    return { data: decision, text: `${decision.model.slice(0, 12)} is the champion again` }
  },
}

function one(operands: readonly string[]): string {
  if (operands.length === 1) return operands[0]!
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'one model',
    received: operands.length === 0 ? 'none' : operands.join(' '),
    action: 'Give its fingerprint, 8 or more of its first digits, "champion" or "challenger"; to add one, its file.',
  })
}

function required(reason: string | undefined): string {
  if (reason !== undefined && reason.trim() !== '') return reason
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'the reason of a decision',
    received: 'none',
    action: 'Say why with --reason "...": whoever reads the history will want to know.',
  })
}
