import { join } from 'node:path'
import { TickwiseError } from '../../errors.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { modelName } from '../model-name.ts'
import { fileOfTarget } from './column-list.ts'
import { seasonsAlone } from './seasons-alone.ts'
import { trainFromFile, type Outside, type TrainChoice } from './train-from-file.ts'

export interface TargetsChoice extends Omit<TrainChoice, 'target' | 'name' | 'out' | 'with'> {
  readonly target: readonly string[]
  readonly with: readonly string[]
  readonly out?: string
}

/** Throws `CONFIG_INVALID` for layer normalisation where no layer is above another. */
function checkLayers({ layers, layerNorm }: TargetsChoice): void {
  if (!layerNorm || layers > 1) return
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'at least two layers with --layer-norm, which acts between them',
    received: `--layers ${layers}`,
    action: 'Add --layers 2, or leave --layer-norm out.',
  })
}

/** A model for every target column, each of which sees the others as they come. Errors as those of `trainFromFile`. */
export async function trainTargets(choice: TargetsChoice, outside: Outside): Promise<ExitCode> {
  const { target: targets, path } = choice
  const { out = join('models', `${modelName(path)}.safetensors`) } = choice
  seasonsAlone(choice)
  checkLayers(choice)
  for (const [n, target] of targets.entries()) {
    if (targets.length > 1 && !choice.json) outside.print(`${n === 0 ? '' : '\n'}${target}\n`)
    const others = choice.season.length > 0 ? [] : targets.filter((other) => other !== target)
    const beside = [...new Set([...others, ...choice.with])]
    const name = modelName(targets.length > 1 ? `${modelName(path)}-${target}.csv` : path)
    await trainFromFile({ ...choice, target, with: beside, name, out: fileOfTarget(out, target, targets) }, outside)
  }
  return exitCode.ok
}
