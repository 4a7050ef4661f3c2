import { TickwiseError } from '../errors.ts'
import type { Model } from '../model/model.ts'
import { decodeModel, encodeModel } from '../model/model-file.ts'
import { createDecisionLog } from './decision-log.ts'
import type { Decision } from './decision.ts'
import { findVersion } from './find-version.ts'
import type { ModelVersion } from './model-version.ts'
import { modelVersionSchema } from './model-version.ts'
import type { ObjectStore } from './object-store.ts'
import { fromJson, toJson } from './registry-json.ts'
import type { Lineage, Registry, Verdict } from './registry.ts'
import { checkRetraining } from './running-retraining.ts'
import { standingAfter } from './standing.ts'

const modelName = (fingerprint: string) => `models/${fingerprint}.safetensors`

/** A registry over write-once objects. `now` gives milliseconds since 1970, such as `Date.now`. */
export function createRegistry(objects: ObjectStore, { now }: { readonly now: () => number }): Registry {
  const log = createDecisionLog(objects)
  const standing = async () => standingAfter(await log.read())

  async function versions(): Promise<readonly ModelVersion[]> {
    const names = await objects.list('versions/')
    const read = names.map(async (name) => fromJson(modelVersionSchema, name, await objects.read(name)))
    return (await Promise.all(read)).sort((a, b) => a.addedAt - b.addedAt)
  }

  async function version(reference: string): Promise<ModelVersion> {
    return findVersion(reference, await versions(), await standing())
  }

  async function decide(
    kind: Decision['kind'],
    model: string,
    { reason, scores, against, retraining }: Verdict,
  ): Promise<Decision> {
    for (;;) {
      const history = await log.read()
      const { champion } = standingAfter(history)
      // The number is taken by one: what was true of the history that was read is true of this decision.
      if (retraining !== undefined) checkRetraining(history, retraining)
      if (against !== undefined && champion !== against) throw overtaken(against, champion)
      const about = { model, reason, ...(retraining !== undefined && { retraining }), ...(scores && { scores }) }
      const decision = { number: history.length + 1, at: now(), kind, ...about }
      if (await log.append(decision)) return decision
    }
  }

  const registry: Registry = {
    place: objects.place,
    objects,
    now,
    versions,
    version,
    standing,
    history: () => log.read(),
    async add(model: Model, lineage: Lineage = {}) {
      const { fingerprint, spec } = model
      const name = `versions/${fingerprint}.json`
      const added: ModelVersion = { fingerprint, name: spec.name, addedAt: now(), ...lineage }
      // The model first: a version that is listed can be loaded.
      await objects.create(modelName(fingerprint), encodeModel(model))
      if (await objects.create(name, toJson(added))) return added
      return fromJson(modelVersionSchema, name, await objects.read(name))
    },
    async model(reference) {
      const { fingerprint } = await version(reference)
      const bytes = await objects.read(modelName(fingerprint))
      if (bytes) return decodeModel(bytes)
      throw new TickwiseError('MODEL_NOT_FOUND', {
        expected: `${modelName(fingerprint)} in ${objects.place}`,
        received: 'no such object',
        action: 'Restore it from a copy: models that a history names must never be deleted.',
      })
    },
    async load(name) {
      const [wanted, reference = 'champion'] = name.split('@')
      const model = await registry.model(reference)
      if (model.spec.name === wanted) return model
      throw new TickwiseError('MODEL_NOT_FOUND', {
        expected: `${wanted}, the model that the pipeline names, as ${reference} in ${objects.place}`,
        received: model.spec.name,
        action: 'Name the model that the registry holds, or another registry.',
      })
    },
    challenge: async (reference, verdict) => decide('challenge', (await version(reference)).fingerprint, verdict),
    promote: async (reference, verdict) => decide('promote', (await version(reference)).fingerprint, verdict),
    reject: async (reference, verdict) => decide('reject', (await version(reference)).fingerprint, verdict),
    async rollBack(verdict) {
      const { champions, champion } = await standing()
      const before = champions.at(-2)
      if (champion === undefined || before === undefined) throw nothingBefore(champion)
      return decide('rollback', before, { against: champion, ...verdict })
    },
    async beginRetraining(reason, history) {
      const { champion } = standingAfter(history)
      if (champion === undefined) throw nothingToRetrain(objects.place)
      const decision = { number: history.length + 1, at: now(), kind: 'retrain' as const, model: champion, reason }
      return (await log.append(decision)) ? decision : undefined
    },
    async stopRetraining(verdict) {
      const begun = (await log.read()).find(({ number }) => number === verdict.retraining)
      return decide('stop', (await version(begun?.model ?? 'champion')).fingerprint, verdict)
    },
    close: () => objects.close(),
  }
  return registry
}

function overtaken(against: string, champion: string | undefined): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: `${against.slice(0, 12)} as champion, as when the verdict was reached`,
    received: champion?.slice(0, 12) ?? 'no champion',
    action: 'Compare with the present champion, then decide again.',
  })
}

function nothingBefore(champion: string | undefined): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: 'a champion before the present one to roll back to',
    received: champion === undefined ? 'no champion at all' : `${champion.slice(0, 12)}, the first`,
    action: 'Promote a model instead.',
  })
}

function nothingToRetrain(place: string): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: `a champion in ${place}, as a retraining starts from it`,
    received: 'none',
    action: 'Add a model and promote it: `tickwise models add FILE`, then `tickwise models promote`.',
  })
}
