import type { Random } from '../numeric/random.ts'

/** Timesteps `from` to `to` of a sequence, run from a zero state and scored from `scoreFrom` on. */
export interface Segment {
  readonly sequence: number
  readonly from: number
  readonly scoreFrom: number
  readonly to: number
}

/** The training part of a sequence: its index and length. */
export interface TrainingStretch {
  readonly sequence: number
  readonly timesteps: number
}

/**
 * One epoch in a random order. A piece starts `burnIn` timesteps early to fill its state, so that every timestep but
 * the first of a sequence is scored once; without `length`, sequences stay whole.
 */
export function drawSegments(
  stretches: readonly TrainingStretch[],
  { burnIn, segment: length }: { readonly burnIn: number; readonly segment?: number | undefined },
  random: Random,
): Segment[] {
  const segments: Segment[] = []
  for (const { sequence, timesteps } of stretches) {
    const piece = length ?? timesteps
    // The cuts fall elsewhere in every epoch, so that no timestep is always the first after a burn-in.
    let start = piece < timesteps ? random.integer(piece) - piece : 0
    for (; start < timesteps; start += piece) {
      const from = Math.max(0, start - burnIn)
      const to = Math.min(timesteps, start + piece)
      if (to > from + burnIn) segments.push({ sequence, from, scoreFrom: from + burnIn, to })
    }
  }
  for (let i = segments.length - 1; i > 0; i--) {
    const other = random.integer(i + 1)
    const moved = segments[i]!
    segments[i] = segments[other]!
    segments[other] = moved
  }
  return segments
}
