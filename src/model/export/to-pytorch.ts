import { gatesTo } from '../import/gates.ts'
import { pytorchGates } from '../import/pytorch/pytorch-gates.ts'
import { splitBiases } from '../import/two-biases.ts'
import type { Model } from '../model.ts'
import type { SafetensorsTensor } from '../safetensors/safetensors.ts'
import { toSafetensors } from '../safetensors/to-safetensors.ts'
import { cannotExport } from './cannot-export.ts'
import { layerTensors, type LayerTensors } from './layer-tensors.ts'

/**
 * A `state_dict` in safetensors. Layers of one kind and size are one module named after their cell
 * (`gru.weight_ih_l0`, ..., as torch.nn.GRU(num_layers=N) has them), others are `layers.N`, a ModuleList; the head is
 * the Linear `head`. A layer that normalises what it takes in keeps the layers apart; its LayerNorm is `norms.N`. Our bias is PyTorch's bias_ih; bias_hh holds the GRU's bias inside the reset product, else zeros.
 *
 * Throws `MODEL_INVALID` for a GRU that resets before the product, which torch.nn.GRU doesn't know.
 */
export function toPytorch(model: Model): Uint8Array {
  const { layers, head } = layerTensors(model)
  const { cell, hidden } = layers[0]!.spec
  const alike = layers.every(({ spec, norm }) => spec.cell === cell && spec.hidden === hidden && !norm)
  const tensors = layers.flatMap((layer, n) =>
    alike ? toTensors(layer, n, cell, n) : toTensors(layer, n, `layers.${n}`, 0),
  )
  return toSafetensors({
    metadata: { format: 'pt', name: model.spec.name, tickwise_fingerprint: model.fingerprint },
    tensors: [
      ...tensors,
      tensor('head.weight', [head.outputs, layers.at(-1)!.spec.hidden], head.weights),
      tensor('head.bias', [head.outputs], head.bias),
    ],
  })
}

function toTensors(layer: LayerTensors, n: number, module: string, suffix: number): SafetensorsTensor[] {
  const { spec, inputs, norm } = layer
  if (spec.cell === 'gru' && spec.reset === 'before') {
    throw cannotExport(
      'GRU layers with reset after the product, the only ones that torch.nn.GRU knows',
      `reset before in layer ${n}`,
      'Export it as onnx, which knows both.',
    )
  }
  const gates = (values: Float32Array) => gatesTo(pytorchGates, spec.cell, values)
  const { ofInput, ofRecurrent } = splitBiases(spec, layer.bias, layer.recurrentBias)
  const rows = layer.bias.length
  return [
    tensor(`${module}.weight_ih_l${suffix}`, [rows, inputs], gates(layer.inputWeights)),
    tensor(`${module}.weight_hh_l${suffix}`, [rows, spec.hidden], gates(layer.recurrentWeights)),
    tensor(`${module}.bias_ih_l${suffix}`, [rows], gates(ofInput)),
    tensor(`${module}.bias_hh_l${suffix}`, [rows], gates(ofRecurrent)),
    ...(norm ? [tensor(`norms.${n}.weight`, [inputs], norm.gain), tensor(`norms.${n}.bias`, [inputs], norm.bias)] : []),
  ]
}

function tensor(name: string, shape: readonly number[], values: Float32Array): SafetensorsTensor {
  return { name, dtype: 'F32', shape, values }
}
