import { readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { TickwiseError } from '../../errors.ts'
import { importModel } from '../../model/import/import-model.ts'
import { encodeModel } from '../../model/model-file.ts'
import { inputSize, outputSize, type FeatureSpec } from '../../model/spec.ts'
import type { Invocation } from '../command.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { modelName } from '../model-name.ts'
import { writeWhole } from '../write-whole.ts'
import { chooseHeadSpec, type HeadChoice } from './head-choice.ts'

export interface ImportChoice extends HeadChoice {
  readonly path: string
  readonly name?: string
  readonly out?: string
  readonly features?: readonly FeatureSpec[]
  readonly headLayer?: string
  readonly json?: true
}

/** Reads, converts, writes. Throws `INPUT_INVALID`, `CONFIG_INVALID`, `MODEL_INVALID`. */
export async function importModelFile(
  choice: ImportChoice,
  { print }: Pick<Invocation<object>, 'print' | 'note'>,
): Promise<ExitCode> {
  const { path, features, headLayer, name = modelName(path) } = choice
  const file = { bytes: await read(path), readBeside: (beside: string) => read(join(dirname(path), beside)) }
  const head = await chooseHeadSpec(choice, async (words) => new TextDecoder().decode(await read(words)))
  const input = features && { kind: 'features' as const, features: [...features] }
  const model = await importModel(file, { name, input, head, headName: headLayer })
  const out = choice.out ?? join('models', `${name}.safetensors`)
  if (resolve(out) === resolve(path)) {
    throw new TickwiseError('CONFIG_INVALID', {
      expected: 'a file of its own for the model',
      received: `--out ${out}, the file that is read`,
      action: 'Name another file with --out.',
    })
  }
  await writeWhole(out, encodeModel(model))
  const { spec, report, fingerprint } = model
  if (choice.json) print(JSON.stringify({ model: out, fingerprint, spec, report }))
  else {
    const layers = spec.layers.map(({ cell, hidden, ...more }) =>
      ['reset' in more ? `${cell.toUpperCase()} (reset ${more.reset})` : cell.toUpperCase(), hidden].join(' '),
    )
    print(
      `${String(report.importedFrom)}: ${inputSize(spec)} inputs, ${layers.join(', ')}, ${outputSize(spec)} outputs`,
    )
    print(`Head: ${spec.head.kind}, ${String(report.head)}`)
    print(`Model: ${out}`)
  }
  return exitCode.ok
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new TickwiseError('INPUT_INVALID', {
      expected: 'a file that can be read',
      received: `${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      action: 'Check the path.',
      cause,
    })
  }
}
