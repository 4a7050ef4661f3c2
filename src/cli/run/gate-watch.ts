import { createGateReader, type GateReader, type GateValues } from '../../cell/gate-values.ts'
import type { Output } from '../../stream/sink.ts'
import { partitionId, type Partition } from '../../stream/tick.ts'
import type { StepWatch } from '../../turn/step-watch.ts'

export interface GateWatch extends StepWatch {
  /** The gates of the timestep that an output answers; undefined where nobody wanted them. */
  readonly gatesOf: (output: Pick<Output, 'topic' | 'partition' | 'offset'>) => readonly GateValues[] | undefined
}

/** Timesteps that are kept until their turn is committed, which the next one may be computed before. */
const mostSteps = 256

/** Reads the gates of networks, for the keys that `isWatched`. */
export function createGateWatch(isWatched: (key: string) => boolean): GateWatch {
  /** By fingerprint. */
  const readers = new Map<string, GateReader>()
  /** By place, the oldest first. */
  const steps = new Map<string, readonly GateValues[]>()
  return {
    wants: isWatched,
    stepped({ tick, model, inputs, before }) {
      let reader = readers.get(model.fingerprint)
      if (reader === undefined) {
        // Models change seldom; those that are gone need no reader.
        if (readers.size > 4) readers.clear()
        reader = createGateReader(model)
        readers.set(model.fingerprint, reader)
      }
      steps.set(placeOf(tick), reader(inputs, before))
      if (steps.size > mostSteps) steps.delete(steps.keys().next().value!)
    },
    gatesOf: (output) => steps.get(placeOf(output)),
  }
}

const placeOf = (at: Partition & { readonly offset: number }): string => `${partitionId(at)}/${at.offset}`
