import { z } from 'zod'
import type { HeadSpec } from '../../model/spec.ts'
import { binaryCrossEntropy } from './binary-cross-entropy.ts'
import { crossEntropy } from './cross-entropy.ts'
import { huber } from './huber.ts'
import type { Loss } from './loss.ts'
import { mixtureLoss } from './mixture-loss.ts'
import { pinball } from './pinball.ts'
import { residualLoss, type Residual } from './residual-loss.ts'
import { squared } from './squared.ts'

/** How a head is scored in training; plain data, so that it can go to a worker thread and into a report. */
export const lossSchema = z.strictObject({
  /** Of a forecast's point; its quantiles are always trained by pinball. */
  point: z.enum(['squared', 'huber']).default('huber'),
  /** Where Huber's line begins, in units of the target. */
  delta: z.number().positive().default(2),
  /** Label smoothing of a classification. */
  smoothing: z.number().min(0).lt(1).default(0),
})
export type LossSpec = z.infer<typeof lossSchema>

const points: Record<LossSpec['point'], (spec: LossSpec) => Residual> = {
  squared: () => squared,
  huber: ({ delta }) => huber(delta),
}

/**
 * The loss of a head. Targets a position: a forecast's changes, [horizons]; a class index for `label` (the probability
 * of the second where there are two) and `next`.
 */
export function createLoss(head: HeadSpec, spec: LossSpec = lossSchema.parse({})): Loss {
  if (head.kind === 'forecast') {
    const residuals = [points[spec.point](spec), ...head.quantiles.map(pinball)]
    return residualLoss(
      head.horizons.flatMap(() => residuals),
      head.horizons.flatMap((_, horizon) => residuals.map(() => horizon)),
    )
  }
  if (head.kind === 'mixture') return mixtureLoss(head)
  const classes = head.kind === 'label' ? head.classes.length : head.vocabulary.length
  if (head.kind === 'label' && classes === 2) return binaryCrossEntropy(spec.smoothing)
  return crossEntropy(classes, spec.smoothing)
}
