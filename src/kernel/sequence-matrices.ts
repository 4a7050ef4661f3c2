import { inputSize, outputSize, stateSize } from '../model/spec.ts'
import type { NetworkTensors } from '../model/view-tensors.ts'
import type { Kernel } from './kernel.ts'
import { addUnpadded, copyRows, packBackward, packedLength, packForward, padded, spread } from './panels.ts'
import { SequenceLayer } from './sequence-layer.ts'
import type { NetworkSpec } from './stepper.ts'

/**
 * The matrices of a whole network over [timestep][sequence], in a kernel's memory, with rows padded to whole panels.
 * What goes in and out is copied, so the memory may grow at any forward without anybody noticing.
 */
export class SequenceMatrices {
  readonly inputSize: number
  readonly stateSize: number
  readonly outputSize: number
  readonly #kernel: Kernel
  readonly #layers: SequenceLayer[]
  readonly #headInputs: number
  readonly #yStride: number
  readonly #head: { panels: number; backPanels: number; bias: number; zeros: number; dWeights: number; dBias: number }
  readonly #weightsEnd: number
  #masks: readonly Float32Array[] = []
  #timesteps = 0
  #sequences = 0
  #at = { x: 0, dX: 0, y: 0, dY: 0, h: 0, dH: 0 }
  #outputs = new Float32Array(0)
  #states = new Float32Array(0)

  constructor(kernel: Kernel, spec: NetworkSpec) {
    const { arena } = kernel
    const floats = (length: number) => arena.take(length * 4)
    this.inputSize = inputSize(spec)
    this.stateSize = stateSize(spec)
    this.outputSize = outputSize(spec)
    this.#yStride = spread(padded(this.outputSize))
    this.#kernel = kernel
    this.#layers = spec.layers.map(
      (layer, n) => new SequenceLayer(kernel, layer, spec.layers[n - 1]?.hidden ?? this.inputSize),
    )
    this.#headInputs = spec.layers[spec.layers.length - 1]!.hidden
    const { forward, backward } = packedLength({ gates: 1, units: this.outputSize, columns: this.#headInputs })
    this.#head = {
      panels: floats(forward),
      backPanels: floats(backward),
      bias: floats(padded(this.outputSize)),
      zeros: floats(padded(this.#headInputs)),
      dWeights: floats(padded(this.outputSize) * padded(this.#headInputs)),
      dBias: floats(padded(this.outputSize)),
    }
    kernel.run.gradientRoom(arena.take(kernel.run.gradientRoomBytes()))
    this.#weightsEnd = arena.used
  }

  load(tensors: NetworkTensors): void {
    const { arena } = this.#kernel
    this.#layers.forEach((layer, n) => layer.memory.load(tensors.layers[n]!))
    const head = { values: tensors.head.weights, gates: 1, units: this.outputSize, columns: this.#headInputs }
    const { forward, backward } = packedLength(head)
    packForward(arena.floats(this.#head.panels, forward), head)
    packBackward(arena.floats(this.#head.backPanels, backward), head)
    arena.floats(this.#head.bias, this.outputSize).set(tensors.head.bias)
  }

  forward(
    inputs: Float32Array,
    states: Float32Array,
    timesteps: number,
    sequences: number,
    masks: readonly Float32Array[] = [],
  ) {
    const { arena, run } = this.#kernel
    this.#plan(timesteps, sequences, masks)
    const rows = timesteps * sequences
    const { x, y, h } = this.#at
    const xStride = padded(this.inputSize)
    copyRows(inputs, this.inputSize, arena.floats(x, rows * xStride), xStride, rows, this.inputSize)
    this.#copyStates(states, 0, 'in')
    this.#layers.forEach((layer, n) => {
      layer.forward(timesteps, sequences)
      if (masks[n]) layer.maskOutputs(masks[n], timesteps, sequences)
    })
    const outputPanels = padded(this.outputSize) / 8
    const yStride = this.#yStride
    const { panels, bias } = this.#head
    const hRow = padded(this.#headInputs) * 4
    run.product(rows, outputPanels, bias, 0, h, hRow, this.#headInputs, panels, y, yStride * 4)
    copyRows(arena.floats(y, rows * yStride), yStride, this.#outputs, this.outputSize, rows, this.outputSize)
    this.#copyStates(this.#states, timesteps, 'out')
    return { outputs: this.#outputs, states: this.#states }
  }

  /** Adds to the gradients. `toInputs`: as far as d loss / d inputs, which `firstGradients` gives. */
  backward(
    outputGradients: Float32Array,
    stateGradients: Float32Array | undefined,
    gradients: NetworkTensors,
    { toInputs }: { readonly toInputs: boolean },
  ): void {
    const { arena, run } = this.#kernel
    const timesteps = this.#timesteps
    const sequences = this.#sequences
    const rows = timesteps * sequences
    const { dX, dY, h, dH } = this.#at
    const { backPanels, zeros, dWeights, dBias } = this.#head
    const outputs = padded(this.outputSize)
    const yStride = this.#yStride
    const hStride = padded(this.#headInputs)
    const hPanels = hStride / 8
    copyRows(outputGradients, this.outputSize, arena.floats(dY, rows * yStride), yStride, rows, this.outputSize)
    arena.floats(dWeights, outputs * hStride).fill(0)
    arena.floats(dBias, outputs).fill(0)
    run.gradientProduct(outputs, hPanels, rows, dY, yStride * 4, h, hStride * 4, dWeights, hStride * 4)
    run.columnSums(outputs / 4, rows, dY, yStride * 4, dBias)
    run.product(rows, hPanels, zeros, 0, dY, yStride * 4, outputs, backPanels, dH, hStride * 4)
    for (let n = this.#layers.length - 1; n >= 0; n--) {
      const layer = this.#layers[n]!
      const mask = this.#masks[n]
      layer.clearGradients()
      if (mask) layer.maskGradients(mask, timesteps, sequences)
      this.#addLastStateGradients(n, stateGradients)
      layer.backward(timesteps, sequences)
      if (n > 0) layer.inputGradients(rows, this.#layers[n - 1]!.states(1, sequences).dH)
      else if (toInputs || layer.normalises) layer.inputGradients(rows, dX)
      layer.addGradients(gradients.layers[n]!)
    }
    const head = { values: gradients.head.weights, gates: 1, units: this.outputSize, columns: this.#headInputs }
    addUnpadded(arena.floats(dWeights, outputs * hStride), head)
    const bias = arena.floats(dBias, this.outputSize)
    for (let i = 0; i < bias.length; i++) gradients.head.bias[i] = gradients.head.bias[i]! + bias[i]!
  }

  /** d loss / d inputs and d loss / d first states, after a `backward` that went so far. */
  firstGradients(): { inputs: Float32Array; states: Float32Array } {
    const { arena } = this.#kernel
    const sequences = this.#sequences
    const rows = this.#timesteps * sequences
    const xStride = padded(this.inputSize)
    const inputs = new Float32Array(rows * this.inputSize)
    const states = new Float32Array(sequences * this.stateSize)
    copyRows(arena.floats(this.#at.dX, rows * xStride), xStride, inputs, this.inputSize, rows, this.inputSize)
    this.#copyStates(states, 0, 'gradients out')
    return { inputs, states }
  }

  /** Lays the matrices out anew when the batch has another shape; all are zero then. */
  #plan(timesteps: number, sequences: number, masks: readonly Float32Array[]): void {
    const { arena } = this.#kernel
    const rows = timesteps * sequences
    const masked = masks.length > 0
    const same = timesteps === this.#timesteps && sequences === this.#sequences && masked === this.#masks.length > 0
    this.#masks = masks
    if (!same || this.#at.x === 0) {
      this.#at.x = 0
      arena.releaseTo(this.#weightsEnd)
      const xBytes = rows * padded(this.inputSize) * 4
      const yBytes = rows * this.#yStride * 4
      const at = { x: arena.take(xBytes), dX: arena.take(xBytes), y: arena.take(yBytes), dY: arena.take(yBytes) }
      let input = at.x
      let top = { h: 0, dH: 0 }
      for (const layer of this.#layers) {
        top = layer.plan(input, timesteps, sequences, masked)
        input = top.h
      }
      arena.floats(this.#weightsEnd, (arena.used - this.#weightsEnd) / 4).fill(0)
      this.#at = { ...at, h: top.h, dH: top.dH }
      this.#timesteps = timesteps
      this.#sequences = sequences
    }
    // Views of the last call must not change under a caller who carries the states over, so they are made anew.
    this.#outputs = new Float32Array(rows * this.outputSize)
    this.#states = new Float32Array(sequences * this.stateSize)
  }

  /** Between [sequence][stateSize] and each layer's h and c, or their gradients, around timestep `timesteps`. */
  #copyStates(states: Float32Array, timesteps: number, direction: 'in' | 'out' | 'gradients out'): void {
    const { arena } = this.#kernel
    const sequences = this.#sequences
    let offset = 0
    for (const layer of this.#layers) {
      const { hidden, cell } = layer.memory.spec
      const stride = layer.memory.fields.padded
      const { h, c, dH, dC } = layer.states(timesteps, sequences)
      const [first, second] = direction === 'gradients out' ? [dH, dC] : [h, c]
      for (const at of cell === 'lstm' ? [first, second] : [first]) {
        const matrix = arena.floats(at, sequences * stride)
        const rows = states.subarray(offset)
        if (direction === 'in') copyRows(rows, this.stateSize, matrix, stride, sequences, hidden)
        else copyRows(matrix, stride, rows, this.stateSize, sequences, hidden)
        offset += hidden
      }
    }
  }

  /** Clears the gradients of the first state and of c, and adds what is known about the last. */
  #addLastStateGradients(n: number, stateGradients: Float32Array | undefined): void {
    const { arena } = this.#kernel
    const sequences = this.#sequences
    const layer = this.#layers[n]!
    const { hidden, cell } = layer.memory.spec
    const stride = layer.memory.fields.padded
    const length = sequences * stride
    arena.floats(layer.states(0, sequences).dH, length).fill(0)
    const { dH, dC } = layer.states(this.#timesteps, sequences)
    const parts = [arena.floats(dH, length)]
    if (cell === 'lstm') parts.push(arena.floats(dC, length).fill(0))
    if (!stateGradients) return
    let offset = 0
    for (const below of this.#layers.slice(0, n)) {
      offset += (below.memory.spec.cell === 'lstm' ? 2 : 1) * below.memory.spec.hidden
    }
    for (const part of parts) {
      for (let sequence = 0; sequence < sequences; sequence++) {
        const from = sequence * this.stateSize + offset
        for (let unit = 0; unit < hidden; unit++) {
          const to = sequence * stride + unit
          part[to] = part[to]! + stateGradients[from + unit]!
        }
      }
      offset += hidden
    }
  }
}
