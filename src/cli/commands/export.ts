import { Option } from 'commander'
import type { Command } from '../command.ts'
import type { ExportFormat } from '../exchange/export-model-file.ts'

interface ExportCommandOptions {
  readonly as: ExportFormat
  readonly out?: string
}

export const exportCommand: Command<ExportCommandOptions> = {
  examples: [
    'tickwise export prices --as onnx',
    'tickwise export models/mine.safetensors --as pytorch --out mine.pt.safetensors',
  ],
  configure(line) {
    line
      .description(
        'Takes a model elsewhere. onnx: one node a layer and a Gemm, states as inputs and outputs, so that a caller can ' +
          'carry them on. pytorch: a state_dict in safetensors with the names of torch.nn. The network only: features, ' +
          'scales and what the outputs mean stay with Tickwise.',
      )
      .argument('<model>', 'prices (ships with Tickwise), a name in models/, or the path of a .safetensors file')
      .addOption(new Option('--as <format>', 'format to write').choices(['onnx', 'pytorch']).makeOptionMandatory())
      .option('--out <file>', 'file to write (default: <name>.onnx or <name>.pytorch.safetensors)')
  },
  async run({ operands, options, print }) {
    const { exportModelFile } = await import('../exchange/export-model-file.ts')
    return exportModelFile({ ...options, model: operands[0]! }, { print })
  },
}
