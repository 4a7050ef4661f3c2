import type { LayerSpec } from '../model/spec.ts'
import type { LayerTensors } from '../model/view-tensors.ts'
import type { Kernel } from './kernel.ts'
import { cellLayout, LayerMemory } from './layer-memory.ts'
import { maskRows } from './mask-rows.ts'
import { addUnpadded, padded } from './panels.ts'

const timestepFields = 12

/** Where a layer's matrices lie for one size of batch; pointers. State matrices hold timesteps + 1 blocks of rows. */
interface SequenceBuffers {
  readonly x: number
  readonly xRow: number
  readonly gates: number
  readonly h: number
  readonly c: number
  readonly dH: number
  readonly dC: number
  readonly inner: number
  /** Masked h after every timestep; 0 when nothing is masked. */
  readonly masked: number
  /** What the cell takes in: x, or x normalised. */
  readonly taken: number
}

/** One recurrent layer over [timestep][sequence]: all inputs in one product, then timestep by timestep. */
export class SequenceLayer {
  readonly memory: LayerMemory
  readonly #kernel: Kernel
  readonly #gates: number
  readonly #zeros: number
  readonly #timestep: number
  readonly #gradients: Record<'inputs' | 'recurrent' | 'bias' | 'recurrentBias' | 'normGain' | 'normBias', number>
  #at: SequenceBuffers = { x: 0, xRow: 0, gates: 0, h: 0, c: 0, dH: 0, dC: 0, inner: 0, masked: 0, taken: 0 }

  constructor(kernel: Kernel, spec: LayerSpec, inputs: number) {
    const { arena } = kernel
    this.#kernel = kernel
    this.memory = new LayerMemory(arena, spec, inputs, { joined: false })
    const { fields } = this.memory
    fields.stateRow = fields.padded * 4
    this.memory.describe()
    this.#gates = cellLayout(spec).gates
    this.#timestep = arena.take(timestepFields * 4)
    this.#zeros = arena.take(padded(inputs) * 4)
    const rows = this.#gates * fields.padded
    this.#gradients = {
      inputs: arena.take(rows * padded(inputs) * 4),
      recurrent: arena.take(rows * fields.padded * 4),
      bias: arena.take(rows * 4),
      recurrentBias: arena.take(fields.padded * 4),
      normGain: arena.take(padded(inputs) * 4),
      normBias: arena.take(padded(inputs) * 4),
    }
  }

  /**
   * Takes memory for a batch; `x` is the input's matrix, [timestep][sequence][padded inputs]. Returns what is passed on,
   * h after timestep 0, and its gradient.
   */
  plan(x: number, timesteps: number, sequences: number, masked: boolean): { h: number; dH: number } {
    const { arena } = this.#kernel
    const { gatesRow, stateRow, normGain } = this.memory.fields
    const rows = timesteps * sequences
    const states = (rows + sequences) * stateRow
    const xRow = padded(this.memory.inputs) * 4
    const lstm = this.memory.spec.cell === 'lstm'
    this.#at = {
      x,
      xRow,
      gates: arena.take(rows * gatesRow),
      h: arena.take(states),
      c: lstm ? arena.take(states) : 0,
      dH: arena.take(states),
      dC: lstm ? arena.take(sequences * stateRow) : 0,
      inner: arena.take(sequences * stateRow),
      masked: masked ? arena.take(rows * stateRow) : 0,
      taken: normGain ? arena.take(rows * xRow) : x,
    }
    const first = sequences * stateRow
    return { h: this.#at.masked || this.#at.h + first, dH: this.#at.dH + first }
  }

  /** Whether it normalises what it takes in. */
  get normalises(): boolean {
    return this.memory.fields.normGain !== 0
  }

  /** The matrices [sequence][padded] before the first timestep, or after `timesteps` of them; c for an LSTM only. */
  states(timesteps: number, sequences: number): { h: number; c: number; dH: number; dC: number } {
    const skip = timesteps * sequences * this.memory.fields.stateRow
    const { h, c, dH, dC } = this.#at
    return { h: h + skip, c: c && c + skip, dH: dH + skip, dC }
  }

  forward(timesteps: number, sequences: number): void {
    const { arena, run } = this.#kernel
    const { fields, at: layer, inputs, inputPanels } = this.memory
    const { gatesRow, stateRow } = fields
    const { x, xRow, taken, gates, h, c } = this.#at
    const panels = (this.#gates * fields.padded) / 8
    const rows = timesteps * sequences
    if (fields.normGain) run.normaliseRows(layer, rows, inputs, x, xRow, taken, xRow)
    run.product(rows, panels, fields.bias, 0, taken, xRow, inputs, inputPanels, gates, gatesRow)
    const timestep = arena.words(this.#timestep, timestepFields)
    for (let t = 0; t < timesteps; t++) {
      const now = gates + t * sequences * gatesRow
      const previous = t * sequences * stateRow
      const next = previous + sequences * stateRow
      timestep.set([
        ...[sequences, now, gatesRow, h + previous, stateRow, now + 3 * stateRow, gatesRow],
        ...[now, h + previous, c + previous, h + next, c + next],
      ])
      run.forwardTimestep(layer, this.#timestep)
    }
  }

  /** Passes h on through a mask [sequences][hidden]. */
  maskOutputs(mask: Float32Array, timesteps: number, sequences: number): void {
    this.#mask(this.states(1, sequences).h, this.#at.masked, mask, timesteps, sequences)
  }

  /** Takes the gradient of what was passed on back through its mask. */
  maskGradients(mask: Float32Array, timesteps: number, sequences: number): void {
    const { dH } = this.states(1, sequences)
    this.#mask(dH, dH, mask, timesteps, sequences)
  }

  #mask(from: number, to: number, mask: Float32Array, timesteps: number, sequences: number): void {
    const { arena } = this.#kernel
    const { padded: stride } = this.memory.fields
    const rows = timesteps * sequences
    maskRows(arena.floats(from, rows * stride), arena.floats(to, rows * stride), stride, rows, mask, sequences)
  }

  /**
   * From dH of every timestep (and dC of the last): the gates' gradients, dH and dC before the first timestep, and the
   * weights' gradients.
   */
  backward(timesteps: number, sequences: number): void {
    const { gatesRow, stateRow } = this.memory.fields
    const { gates, h, c, dH } = this.#at
    for (let t = timesteps - 1; t >= 0; t--) {
      const previous = t * sequences * stateRow
      const next = previous + sequences * stateRow
      this.#timestepBackward(sequences, gates + t * sequences * gatesRow, {
        h: h + next,
        previousH: h + previous,
        previousC: c + previous,
        dH: dH + next,
        dPreviousH: dH + previous,
      })
    }
    this.#weightGradients(timesteps * sequences)
  }

  /**
   * After `backward`: the input's gradient into `dX`, [timestep][sequence][padded inputs], which is overwritten; and the
   * gradients of layer normalisation, which lie on the way.
   */
  inputGradients(rows: number, dX: number): void {
    const { run } = this.#kernel
    const { fields, at: layer, inputs, inputBackPanels } = this.memory
    const { x, xRow, gates } = this.#at
    const { normGain, normBias } = this.#gradients
    const depth = this.#gates * fields.padded
    run.product(rows, padded(inputs) / 8, this.#zeros, 0, gates, fields.gatesRow, depth, inputBackPanels, dX, xRow)
    if (fields.normGain) run.normaliseRowsBackward(layer, rows, inputs, x, dX, xRow, normGain, normBias)
  }

  /** Clears the padded gradients; `addGradients` reads them. */
  clearGradients(): void {
    const { arena } = this.#kernel
    const { inputs, recurrent, bias, recurrentBias, normGain, normBias } = this.#gradients
    const { padded: units } = this.memory.fields
    const rows = this.#gates * units
    arena.floats(inputs, rows * padded(this.memory.inputs)).fill(0)
    arena.floats(recurrent, rows * units).fill(0)
    arena.floats(bias, rows).fill(0)
    arena.floats(recurrentBias, units).fill(0)
    for (const at of [normGain, normBias]) arena.floats(at, padded(this.memory.inputs)).fill(0)
  }

  addGradients(to: LayerTensors): void {
    const { arena } = this.#kernel
    const { hidden: units } = this.memory.spec
    const { inputs: columns } = this.memory
    const { padded: row } = this.memory.fields
    const gates = this.#gates
    const { inputs, recurrent, bias, recurrentBias, normGain, normBias } = this.#gradients
    const floats = (at: number, length: number) => arena.floats(at, length)
    addUnpadded(floats(inputs, gates * row * padded(columns)), { values: to.inputWeights, gates, units, columns })
    addUnpadded(floats(recurrent, gates * row * row), { values: to.recurrentWeights, gates, units, columns: units })
    addVectors(floats(bias, gates * row), row, to.bias, units)
    if (to.recurrentBias) addVectors(floats(recurrentBias, row), row, to.recurrentBias, units)
    if (!to.norm) return
    addVectors(floats(normGain, columns), columns, to.norm.gain, columns)
    addVectors(floats(normBias, columns), columns, to.norm.bias, columns)
  }

  #timestepBackward(
    rows: number,
    gates: number,
    at: { h: number; previousH: number; previousC: number; dH: number; dPreviousH: number },
  ): void {
    const { run } = this.#kernel
    const { at: layer, spec } = this.memory
    const { dC, inner } = this.#at
    if (spec.cell === 'rnn') run.rnnBackward(layer, rows, at.h, at.dH, gates, at.dPreviousH)
    else if (spec.cell === 'lstm') run.lstmBackward(layer, rows, at.dH, dC, gates, at.previousC, at.dPreviousH)
    else if (spec.reset === 'after') run.gruAfterBackward(layer, rows, at.dH, gates, at.previousH, at.dPreviousH)
    else run.gruBeforeBackward(layer, rows, at.dH, gates, at.previousH, at.dPreviousH, inner)
  }

  #weightGradients(depth: number): void {
    const { run } = this.#kernel
    const { fields, spec, inputs } = this.memory
    const { padded: units, gatesRow, stateRow } = fields
    const { taken, xRow, gates, h } = this.#at
    const to = this.#gradients
    const rows = this.#gates * units
    const panels = units / 8
    run.gradientProduct(rows, padded(inputs) / 8, depth, gates, gatesRow, taken, xRow, to.inputs, xRow)
    run.columnSums(rows / 4, depth, gates, gatesRow, to.bias)
    if (spec.cell !== 'gru') {
      run.gradientProduct(rows, panels, depth, gates, gatesRow, h, stateRow, to.recurrent, stateRow)
      return
    }
    // The candidate's recurrent weights saw r h (reset before), or their product was gated afterwards (reset after).
    const candidates = to.recurrent + 2 * units * stateRow
    const inner = gates + 3 * units * 4
    run.gradientProduct(2 * units, panels, depth, gates, gatesRow, h, stateRow, to.recurrent, stateRow)
    if (spec.reset === 'after') {
      run.gradientProduct(units, panels, depth, inner, gatesRow, h, stateRow, candidates, stateRow)
      run.columnSums(units / 4, depth, inner, gatesRow, to.recurrentBias)
    } else {
      const candidate = gates + 2 * units * 4
      run.gradientProduct(units, panels, depth, candidate, gatesRow, inner, gatesRow, candidates, stateRow)
    }
  }
}

function addVectors(source: Float32Array, stride: number, target: Float32Array, units: number): void {
  for (let to = 0; to < target.length; to++) {
    target[to] = target[to]! + source[Math.floor(to / units) * stride + (to % units)]!
  }
}
