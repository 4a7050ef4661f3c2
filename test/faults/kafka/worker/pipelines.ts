import { join } from 'node:path'
import type { Observable } from 'rxjs'
import { z } from 'zod'
import { Merged, Price, Sentiment } from '../../../../deploy/examples/join/ticks.ts'
import { loadPipeline } from '../../../../src/cli/run/load-pipeline.ts'
import { chain, type Trade } from './chain.ts'

/** What a worker runs: every kind of state in one chain, or one half of the shipped join. */
export type PipelineName = 'faults' | 'merge' | 'join'

/** A pipeline without its servers and its registry. */
export interface PipelineUnderTest {
  readonly late: 'accept' | 'dead-letter'
  readonly schema?: z.ZodType
  readonly operators: (ticks: Observable<unknown>) => Observable<unknown>
}

const examples = join(import.meta.dirname, '../../../../deploy/examples/join')

export const pipelines: Readonly<Record<PipelineName, () => Promise<PipelineUnderTest>>> = {
  faults: () =>
    Promise.resolve({ late: 'dead-letter', operators: (ticks) => chain(ticks as Observable<Trade>) } as const),
  merge: () => shipped('merge', z.union([Price, Sentiment])),
  join: () => shipped('forecast', Merged),
}

/** Operators and settings of an example. Its servers are those of a quiet day: the worker brings its own. */
async function shipped(file: string, schema: z.ZodType): Promise<PipelineUnderTest> {
  const { settings, operators } = await loadPipeline(join(examples, `${file}.ts`))
  return { late: settings.late, schema, operators }
}
