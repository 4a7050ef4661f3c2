import { cannotImport } from '../cannot-import.ts'

/** A stored tensor. Its name is a path with the layer's name in it, such as `gru/gru_cell/kernel:0`. */
export interface KerasWeight {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array
}

export type KerasPart = 'kernel' | 'recurrent_kernel' | 'bias'

/** The tensor of a layer, or undefined. Throws `MODEL_INVALID` when two could be meant. */
export function findWeight(weights: readonly KerasWeight[], layer: string, part: KerasPart): KerasWeight | undefined {
  const ending = new RegExp(`^${part}(_\\d+)?(:0)?$`)
  const [found, other] = weights.filter(({ name }) => {
    const path = name.split('/')
    return ending.test(path.at(-1) ?? '') && path.slice(0, -1).includes(layer)
  })
  if (other) throw cannotImport(`one ${part} of layer "${layer}"`, `"${found!.name}" and "${other.name}"`)
  return found
}

/** The same, of a known shape. */
export function requireWeight(
  weights: readonly KerasWeight[],
  layer: string,
  part: KerasPart,
  shape?: readonly number[],
): KerasWeight {
  const found = findWeight(weights, layer, part)
  const wanted = shape ? `${part} of shape [${shape.join(', ')}]` : `a matrix as ${part}`
  if (found && (shape ? found.shape.join() === shape.join() : found.shape.length === 2)) return found
  throw cannotImport(`${wanted} in layer "${layer}"`, found ? `[${found.shape.join(', ')}]` : 'none')
}
