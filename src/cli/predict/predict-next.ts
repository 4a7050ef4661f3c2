import { TickwiseError } from '../../errors.ts'
import type { Model } from '../../model/model.ts'
import { modelFiles } from '../../pipeline/model-files.ts'
import type { Invocation } from '../command.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { prepareSeries } from '../train/prepare-series.ts'
import { readSeries } from '../train/read-series.ts'
import { columnsOf } from '../train/columns-of.ts'
import { seriesFile, valueOf, type SeriesFileChoice } from '../train/series-file.ts'
import { describePrediction } from './describe-prediction.ts'
import { predictSeries } from './predict-series.ts'
import { predictText } from './predict-text.ts'
import { readValues } from './read-values.ts'

export interface PredictChoice extends Omit<SeriesFileChoice, 'path'> {
  readonly model: string
  /** Numbers, or one path; words for a model of tokens. */
  readonly values: readonly string[]
  readonly json?: true
}

/** Predicts and prints. Throws `INPUT_INVALID`, `MODEL_NOT_FOUND`, `MODEL_INVALID`. */
export async function predictNext(
  choice: PredictChoice,
  { print, note, signal }: Pick<Invocation<object>, 'print' | 'note'> & { readonly signal: AbortSignal },
): Promise<ExitCode> {
  const model = await findModel(choice.model)
  if (model.spec.input.kind === 'tokens') {
    return predictText(model, { text: choice.values.join(' '), ...(choice.json && { json: true }) }, { print })
  }
  const target = targetOf(model)
  const numbers = readValues(choice.values)
  const file =
    numbers === undefined ? seriesFile({ ...choice, path: choice.values[0]!, columns: columnsOf(model) }) : undefined
  const read =
    file === undefined
      ? { series: [{ key: '', values: numbers!, times: numbers!.map(() => undefined) }], refused: 0, firstRefusal: '' }
      : await readSeries({ file, ...valueOf(columnsOf(model)), signal })
  if (read.refused > 0) note(`${read.refused} rows left out; the first: ${read.firstRefusal}`)
  const predictions = await predictSeries(model, prepareSeries(read.series, { target, leastValues: 1 }))
  if (choice.json) print(JSON.stringify({ model: model.spec.name, fingerprint: model.fingerprint, predictions }))
  else print(describePrediction(predictions, model))
  return exitCode.ok
}

async function findModel(name: string): Promise<Model> {
  if (!/^[+-]?[\d.,]+$/.test(name)) return modelFiles('models').load(name)
  throw new TickwiseError('INPUT_INVALID', {
    expected: 'a model before the values',
    received: `the number ${name}`,
    action: `Type: tickwise predict prices ${name} ...`,
  })
}

function targetOf({ spec: { name, head } }: Model): 'log-return' | 'difference' {
  if (head.kind === 'forecast' || head.kind === 'mixture') return head.target
  throw new TickwiseError('MODEL_INVALID', {
    expected: 'a model that forecasts',
    received: `model "${name}" with the head ${head.kind}`,
    action: 'Name another model, or train one with `tickwise train`.',
  })
}
