import { z } from 'zod'

export const fingerprintSchema = z.string().regex(/^[0-9a-f]{64}$/, 'a fingerprint: 64 hex digits')

/** Scores by name, such as `{ mae: 1.2, naiveMae: 1.3 }`. */
export const scoresSchema = z.record(z.string(), z.number())

export const modelVersionSchema = z.strictObject({
  fingerprint: fingerprintSchema,
  /** The name in the model's spec. */
  name: z.string(),
  /** Milliseconds since 1970. */
  addedAt: z.int(),
  /** The champion that its training started from. */
  parent: fingerprintSchema.optional(),
  /** The stretch of the stream that it was trained on, as its reader writes positions or times. */
  window: z.strictObject({ from: z.string(), to: z.string() }).optional(),
  scores: scoresSchema.optional(),
})

/** What a registry knows about a model beside the model itself: written once, never changed. */
export type ModelVersion = z.infer<typeof modelVersionSchema>
