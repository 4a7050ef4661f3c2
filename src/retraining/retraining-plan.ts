import { z } from 'zod'
import { canonicalJson } from '../model/canonical-json.ts'
import type { Model } from '../model/model.ts'
import type { RetrainingNotes } from '../registry/retraining-notes.ts'
import type { RetrainRecipe } from './retrain-options.ts'
import type { Positions } from './window/training-window.ts'

const planSchema = z.strictObject({
  champion: z.string(),
  /** The recipe as canonical JSON. */
  recipe: z.string(),
  until: z.record(z.string(), z.number()),
})
/** What a retraining works on: enough for another one to go on with it. */
export type RetrainingPlan = z.infer<typeof planSchema>

export function planOf({ fingerprint }: Model, recipe: RetrainRecipe, until: Positions): RetrainingPlan {
  return { champion: fingerprint, recipe: canonicalJson(recipe), until: { ...until } }
}

export async function writePlan(notes: RetrainingNotes, plan: RetrainingPlan): Promise<void> {
  await notes.put('plan', new TextEncoder().encode(JSON.stringify(plan)))
}

/** Where a dead retraining stood; undefined when there was none, or when it worked on something else. */
export async function inheritPlan(
  notes: RetrainingNotes | undefined,
  champion: Model,
  recipe: RetrainRecipe,
): Promise<{ readonly until: Positions; readonly training: Uint8Array | undefined } | undefined> {
  const bytes = await notes?.read('plan')
  if (notes === undefined || bytes === undefined) return undefined
  const { until, ...about } = planSchema.parse(JSON.parse(new TextDecoder().decode(bytes)))
  const { until: _, ...wanted } = planOf(champion, recipe, until)
  if (canonicalJson(about) !== canonicalJson(wanted)) return undefined
  return { until, training: await notes.read('training') }
}
