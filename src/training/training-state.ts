import { z } from 'zod'
import { TickwiseError } from '../errors.ts'

const index = z.int().min(0)
const segmentSchema = z.strictObject({ sequence: index, from: index, scoreFrom: index, to: index })

/** The part of a running training that is plain data. */
const planSchema = z.strictObject({
  /** Hash of options, network and data: a state continues the training it was taken from and no other. */
  stamp: z.string(),
  updates: index,
  timesteps: index,
  epochs: index,
  /** Mean training loss since the last look at the validation stretch, as [sum, weight]. */
  running: z.tuple([z.number(), z.number()]),
  trainingLoss: z.number().nullable(),
  validationLoss: z.number().nullable(),
  best: z.strictObject({ update: index, loss: z.number() }).nullable(),
  looksWithoutGain: index,
  waiting: z.array(segmentSchema),
  position: z.array(z.strictObject({ segment: segmentSchema, at: index }).nullable()),
})
export type TrainingPlan = z.infer<typeof planSchema>

const partNames = ['parameters', 'best', 'average', 'states', 'optimiser', 'random'] as const
export type TrainingParts = Record<(typeof partNames)[number], Uint8Array>

const magic = 'TWTRAIN2'

/** One blob: magic, JSON length, JSON with the parts' lengths, the parts. */
export function encodeTrainingState(plan: TrainingPlan, parts: TrainingParts): Uint8Array {
  const lengths = partNames.map((name) => parts[name].length)
  const json = new TextEncoder().encode(JSON.stringify({ plan, lengths }))
  const bytes = new Uint8Array(12 + json.length + lengths.reduce((sum, length) => sum + length, 0))
  bytes.set(new TextEncoder().encode(magic))
  new DataView(bytes.buffer).setUint32(8, json.length, true)
  bytes.set(json, 12)
  let at = 12 + json.length
  for (const name of partNames) {
    bytes.set(parts[name], at)
    at += parts[name].length
  }
  return bytes
}

/** Throws `RECORD_INVALID` for bytes that are not a state and `RECORD_FOREIGN` for one of another training. */
export function decodeTrainingState(bytes: Uint8Array, stamp: string): { plan: TrainingPlan; parts: TrainingParts } {
  if (new TextDecoder().decode(bytes.subarray(0, 8)) !== magic || bytes.length < 12) {
    throw invalid('a saved training', 'other bytes')
  }
  const jsonEnd = 12 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true)
  const head = parseHead(bytes.subarray(12, jsonEnd))
  const end = head.lengths.reduce((sum, length) => sum + length, jsonEnd)
  if (end !== bytes.length) throw invalid(`${end} bytes`, `${bytes.length}`)
  if (head.plan.stamp !== stamp) {
    throw new TickwiseError('RECORD_FOREIGN', {
      expected: 'a training saved with the same options, network and data',
      received: `stamp ${head.plan.stamp.slice(0, 12)}, not ${stamp.slice(0, 12)}`,
      action: 'Resume with what it was started with, or start anew.',
    })
  }
  let at = jsonEnd
  const entries = partNames.map((name, i) => [name, bytes.slice(at, (at += head.lengths[i]!))] as const)
  return { plan: head.plan, parts: Object.fromEntries(entries) as TrainingParts }
}

const headSchema = z.strictObject({ plan: planSchema, lengths: z.array(index).length(partNames.length) })

function parseHead(json: Uint8Array): z.infer<typeof headSchema> {
  try {
    return headSchema.parse(JSON.parse(new TextDecoder().decode(json)))
  } catch (cause) {
    throw invalid('the plan of a saved training', 'a damaged one', cause)
  }
}

function invalid(expected: string, received: string, cause?: unknown): TickwiseError {
  return new TickwiseError('RECORD_INVALID', { expected, received, action: 'Start the training anew.', cause })
}
