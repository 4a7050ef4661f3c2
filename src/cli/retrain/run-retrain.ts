import { basename } from 'node:path'
import * as memory from '../../../connectors/memory/index.ts'
import { features } from '../../../operators/features.ts'
import { TickwiseError } from '../../errors.ts'
import { checkParts, pipelineWindows, type PipelineRetraining } from '../../retraining/pipeline-retraining.ts'
import { parseRetrainRecipe, type RetrainRecipeInput } from '../../retraining/retrain-options.ts'
import type { RetrainingEvent } from '../../retraining/retraining-event.ts'
import { runRetraining, type RetrainingTask } from '../../retraining/run-retraining.ts'
import { readWindow } from '../../retraining/window/read-window.ts'
import type { Invocation } from '../command.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { openRegistry } from '../models/open-registry.ts'
import { createProgress } from '../progress.ts'
import { loadPipeline } from '../run/load-pipeline.ts'
import type { Surroundings } from '../surroundings.ts'
import { columnsOf } from '../train/columns-of.ts'
import { readSeries } from '../train/read-series.ts'
import { seriesFile, valueOf, type ValuePayload } from '../train/series-file.ts'
import { describeOutcome } from './describe-outcome.ts'
import { inOrderOfTime, type SeriesTick } from './order-of-time.ts'
import type { RetrainChoice } from './retrain-choice.ts'

type Outside = Surroundings & Pick<Invocation<object>, 'print' | 'note'>

interface Prepared extends Pick<RetrainingTask, 'registry' | 'readWindow' | 'reason'> {
  /** The pipeline's own, under what the command line says. */
  readonly recipe: RetrainRecipeInput
}

/** One retraining to its decision. Leaves with 1 when another one runs. Throws what `runRetraining` throws. */
export async function runRetrain(choice: RetrainChoice, outside: Outside): Promise<ExitCode> {
  const { stderr, interrupted: signal, print, note } = outside
  const { registry, readWindow: reads, reason, recipe } = await prepare(choice, outside)
  const asked = parseRetrainRecipe({ ...recipe, ...recipeOf(choice, recipe) })
  const progress = createProgress({ stream: stderr, quiet: choice.json, unit: 'updates', total: asked.updates })
  let done = 0
  const onEvent = (event: RetrainingEvent) => {
    if (event.type === 'began') note(`Retraining ${event.token}, from ${event.champion.slice(0, 12)}.`)
    if (event.type === 'window') note(describeWindow(event))
    if (event.type !== 'progress') return
    const { updates, validationLoss } = event.progress
    progress.advance(updates - done, `| validation loss ${validationLoss?.toFixed(4) ?? '-'}`)
    done = updates
  }
  try {
    const outcome = await runRetraining({ registry, readWindow: reads, reason, recipe: asked, onEvent, signal })
    progress.close()
    print(choice.json ? JSON.stringify(outcome) : describeOutcome(outcome))
    return outcome.kind === 'busy' ? exitCode.failed : exitCode.ok
  } finally {
    progress.close()
    await registry.close()
  }
}

function describeWindow({ ticks, keys, exact }: Extract<RetrainingEvent, { type: 'window' }>): string {
  const warning = exact
    ? ''
    : ' The log does not reach back to their beginning: their scales are those of what is left.'
  return `${ticks} ticks of ${keys} ${keys === 1 ? 'key' : 'keys'}.${warning}`
}

async function prepare(choice: RetrainChoice, outside: Outside): Promise<Prepared> {
  const { path, pipeline } = choice
  if ((path === undefined) === (pipeline === undefined)) {
    throw new TickwiseError('CONFIG_INVALID', {
      expected: 'a file of values, or a pipeline by --pipeline',
      received: path === undefined ? 'neither' : 'both',
      action: 'Give one of them.',
    })
  }
  return path === undefined ? ofPipeline(pipeline!, choice) : ofFile(path, choice, outside)
}

async function ofFile(path: string, choice: RetrainChoice, { interrupted: signal, note }: Outside): Promise<Prepared> {
  const registry = await openRegistry(choice.registry)
  return {
    registry,
    reason: choice.reason ?? `by hand, on ${basename(path)}`,
    recipe: {},
    async readWindow(request) {
      const columns = columnsOf(request.model)
      const file = seriesFile({ ...choice, path, columns })
      const read = await readSeries<ValuePayload>({ file, ...valueOf(columns), signal })
      if (read.refused > 0) note(`${read.refused} rows left out; the first: ${read.firstRefusal}`)
      return readWindow({
        ...request,
        // A file is read whole: records that were kept of another stream would be wrong.
        kept: undefined,
        source: memory.source({ entries: inOrderOfTime(read.series), topic: 'file' }),
        chain: features<SeriesTick>(request.model, {
          value: ({ series: { values }, index }) => values[index]!,
          column: ({ series: { columns: beside }, index }, name, ahead) => beside?.[name]?.[index + ahead] ?? NaN,
        }),
      })
    },
  }
}

async function ofPipeline(file: string, choice: RetrainChoice): Promise<Prepared> {
  const loaded = await loadPipeline(file)
  const { retrain } = loaded as { readonly retrain?: PipelineRetraining<unknown> }
  if (retrain === undefined) {
    throw new TickwiseError('CONFIG_INVALID', {
      expected: `a pipeline in ${file} that has a retrain`,
      received: 'one without',
      action: 'Add retrain: { registry, source, schedule }; docs/how-to/retrain.md has a whole one.',
    })
  }
  const { registry, source, features: chainOf, schedule: _, cooldownMs: __, ...recipe } = checkParts(retrain)
  const readWindow = pipelineWindows({ source, features: chainOf }, loaded.settings)
  return { registry, readWindow, reason: choice.reason ?? 'by hand', recipe }
}

function recipeOf(choice: RetrainChoice, { promote }: RetrainRecipeInput): RetrainRecipeInput {
  const { window, heldOut, updates, seed, share, fresh, propose, margin, minimumTicks } = choice
  const given = {
    ...{ windowTicks: window, heldOut, updates, seed, cpuShare: share },
    start: fresh ? ('fresh' as const) : undefined,
    verdict: propose ? ('challenge' as const) : undefined,
  }
  const rules = Object.entries({ margin, minimumTicks }).filter(([, value]) => value !== undefined)
  const said = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...Object.fromEntries(said), promote: { ...promote, ...Object.fromEntries(rules) } }
}
