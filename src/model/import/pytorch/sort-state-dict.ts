import type { SafetensorsTensor } from '../../safetensors/safetensors.ts'
import { cannotImport } from '../cannot-import.ts'

export type LayerTensors = Readonly<Record<'weight_ih' | 'weight_hh', SafetensorsTensor>> &
  Readonly<Partial<Record<'bias_ih' | 'bias_hh', SafetensorsTensor>>>

export interface SortedStateDict {
  /** First layer first. */
  readonly layers: readonly LayerTensors[]
  /** What belongs to no recurrent layer, by name. */
  readonly others: ReadonlyMap<string, SafetensorsTensor>
}

const recurrentName = /^(?:(.*)\.)?(weight_ih|weight_hh|bias_ih|bias_hh|weight_hr)(?:_l(\d{1,3}))?(_reverse)?$/

/** Sorts the tensors of a `state_dict` by recurrent layer: of one module with N layers, or of numbered modules. */
export function sortStateDict(tensors: readonly SafetensorsTensor[]): SortedStateDict {
  const modules = new Map<string, Map<number, Partial<LayerTensors>>>()
  const others = new Map<string, SafetensorsTensor>()
  for (const tensor of tensors) {
    const [, module = '', part, layer = '0', reverse] = recurrentName.exec(tensor.name) ?? []
    if (part === undefined) {
      others.set(tensor.name, tensor)
      continue
    }
    if (reverse) throw cannotImport('layers that run forward in time', `"${tensor.name}" of a bidirectional one`)
    if (part === 'weight_hr') throw cannotImport('an LSTM without projection (proj_size=0)', `"${tensor.name}"`)
    const layers = modules.get(module) ?? new Map<number, Partial<LayerTensors>>()
    const before = layers.get(Number(layer))
    if (before && part in before) throw cannotImport(`${part} of a layer once`, `"${tensor.name}" beside another`)
    modules.set(module, layers.set(Number(layer), { ...before, [part]: tensor }))
  }
  return { layers: inOrder([...modules.keys()]).flatMap((name) => stack(name, modules.get(name)!)), others }
}

/** Several modules are only taken where a number in their names says which comes first. */
function inOrder(names: string[]): string[] {
  const patterns = new Set(names.map((name) => name.replace(/\d+/, '#')))
  if (patterns.size > 1 || (names.length > 1 && !/\d/.test(names[0]!))) {
    throw cannotImport('one recurrent module, or modules that differ by one number', names.join(', '))
  }
  const number = (name: string) => Number(/\d+/.exec(name)?.[0])
  return names.sort((a, b) => number(a) - number(b))
}

function stack(module: string, layers: ReadonlyMap<number, Partial<LayerTensors>>): LayerTensors[] {
  return Array.from({ length: layers.size }, (_, n) => {
    const { weight_ih, weight_hh, ...biases } = layers.get(n) ?? {}
    if (weight_ih && weight_hh) return { weight_ih, weight_hh, ...biases }
    throw cannotImport(`weight_ih and weight_hh of layer ${n} in "${module}"`, 'a state_dict without them')
  })
}
