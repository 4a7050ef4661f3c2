import { resolve } from 'node:path'
import { TickwiseError } from '../../errors.ts'
import { toOnnx } from '../../model/export/to-onnx.ts'
import { toPytorch } from '../../model/export/to-pytorch.ts'
import { modelFiles } from '../../pipeline/model-files.ts'
import type { Invocation } from '../command.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { writeWhole } from '../write-whole.ts'

const formats = {
  onnx: { write: toOnnx, ending: '.onnx', tryIt: "Try it: onnxruntime.InferenceSession('FILE')" },
  pytorch: {
    write: toPytorch,
    ending: '.pytorch.safetensors',
    tryIt: "Try it: net.load_state_dict(safetensors.torch.load_file('FILE'))",
  },
}
export type ExportFormat = keyof typeof formats

export interface ExportChoice {
  readonly model: string
  readonly as: ExportFormat
  readonly out?: string
  readonly json?: true
}

/** Throws `MODEL_NOT_FOUND`, `MODEL_INVALID` for what the format can't represent, `CONFIG_INVALID`. */
export async function exportModelFile(
  choice: ExportChoice,
  { print }: Pick<Invocation<object>, 'print'>,
): Promise<ExitCode> {
  const model = await modelFiles('models').load(choice.model)
  const { write, ending, tryIt } = formats[choice.as]
  const out = choice.out ?? `${model.spec.name}${ending}`
  if (resolve(out) === resolve(choice.model)) {
    throw new TickwiseError('CONFIG_INVALID', {
      expected: 'a file of its own for the export',
      received: `--out ${out}, the model itself`,
      action: 'Name another file with --out.',
    })
  }
  await writeWhole(out, write(model))
  print(
    choice.json
      ? JSON.stringify({ file: out, format: choice.as, fingerprint: model.fingerprint })
      : `File: ${out}\n${tryIt.replace('FILE', out)}`,
  )
  return exitCode.ok
}
