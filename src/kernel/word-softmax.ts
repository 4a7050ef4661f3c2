import { exp } from '../numeric/exp.ts'
import { log } from '../numeric/log.ts'
import type { Kernel } from './kernel.ts'
import { createKernel } from './kernel.ts'
import { addUnpadded, copyRows, packBackward, packedLength, packForward, padded } from './panels.ts'

/** Columns taken at once: 33 panels, which the widest tiles divide, and few enough for a core's cache. */
const blockColumns = 264
/** A logit that counts for nothing. */
const never = -1e30

export interface SoftmaxPass {
  /** [rows][hidden] */
  readonly h: Float32Array
  readonly rows: number
  /** For each row the word that is right, or -1 where `extra` is. */
  readonly targets: Int32Array
  /** For each row the logit of the right word, when it is not among the words, or is left out of them. */
  readonly extra?: Float32Array | undefined
  /** For each row a word that counts for nothing, or -1. */
  readonly excluded?: Int32Array | undefined
  /** Of each row's loss. */
  readonly weight: number
  /**
   * Another model over the same words, after its own `lossGradient` of the same rows: `share` of what is learned is what
   * that one expects instead of what came.
   */
  readonly teacher?:
    { readonly softmax: WordSoftmax; readonly dExtra: Float32Array; readonly share: number } | undefined
}

/**
 * Softmax over many words on the SIMD kernels: logits = W h + b for many rows at once, their cross-entropy, and its
 * gradients. A memory of its own; nothing is kept between two calls but the words.
 */
export class WordSoftmax {
  readonly hidden: number
  readonly maxRows: number
  readonly maxWords: number
  readonly #kernel: Kernel
  readonly #row: number
  readonly #at: Record<
    'panels' | 'back' | 'bias' | 'zeros' | 'h' | 'dH' | 'logits' | 'dW' | 'dB' | 'largest' | 'sums',
    number
  >
  #words = 0
  #blocks = 0

  /** `training` false leaves out the memory of gradients. */
  constructor({
    hidden,
    maxRows,
    maxWords,
    training,
  }: {
    hidden: number
    maxRows: number
    maxWords: number
    training: boolean
  }) {
    this.hidden = hidden
    this.maxRows = maxRows
    this.maxWords = maxWords
    this.#kernel = createKernel()
    this.#row = padded(hidden)
    const { arena } = this.#kernel
    const columns = Math.ceil(maxWords / blockColumns) * blockColumns
    const floats = (length: number) => arena.take(length * 4)
    this.#at = {
      panels: floats(columns * hidden),
      back: training ? floats(columns * this.#row) : 0,
      bias: floats(columns),
      zeros: floats(this.#row),
      h: floats(maxRows * this.#row),
      dH: training ? floats(maxRows * this.#row) : 0,
      logits: floats(maxRows * columns),
      dW: training ? floats(columns * this.#row) : 0,
      dB: training ? floats(columns) : 0,
      largest: floats(maxRows),
      sums: floats(maxRows),
    }
  }

  /** Takes words over: weights [words][hidden], bias [words]. */
  load(weights: Float32Array, bias: Float32Array): void {
    const { arena } = this.#kernel
    const { hidden } = this
    this.#words = bias.length
    this.#blocks = Math.ceil(bias.length / blockColumns)
    const columns = this.#blocks * blockColumns
    const matrix = { values: weights, gates: 1, units: bias.length, columns: hidden }
    const panels = arena.floats(this.#at.panels, columns * hidden)
    panels.fill(0, packedLength(matrix).forward - 8 * hidden)
    packForward(panels, matrix)
    arena.floats(this.#at.bias, columns).fill(never).set(bias)
    if (this.#at.back === 0) return
    const back = arena.floats(this.#at.back, columns * this.#row)
    for (let block = 0; block < this.#blocks; block++) {
      const from = block * blockColumns
      const units = Math.min(blockColumns, this.#words - from)
      const into = back.subarray(from * this.#row, (from + blockColumns) * this.#row)
      if (units < blockColumns) into.fill(0)
      // A last block that is not full keeps the stride of a full one, so that products need not know.
      const values = new Float32Array(blockColumns * hidden)
      values.set(weights.subarray(from * hidden, (from + units) * hidden))
      packBackward(into, { values, gates: 1, units: blockColumns, columns: hidden })
    }
  }

  /** Logits of some rows; `copyLogits` reads them. */
  forward(h: Float32Array, rows: number): void {
    const { arena, run } = this.#kernel
    copyRows(h, this.hidden, arena.floats(this.#at.h, rows * this.#row), this.#row, rows, this.hidden)
    for (let block = 0; block < this.#blocks; block++) {
      const { bias, panels, h: at } = this.#at
      const column = block * blockColumns
      run.product(
        ...([rows, blockColumns / 8, bias + column * 4, 0, at, this.#row * 4, this.hidden] as const),
        ...([panels + column * this.hidden * 4, this.#block(block), blockColumns * 4] as const),
      )
    }
  }

  /** Logits of the words from `from` to `to` for one h alone, into the first numbers of `into`; the same bits as all of them. */
  logitsOfRange(h: Float32Array, from: number, to: number, into: Float32Array): void {
    const { arena, run } = this.#kernel
    arena.floats(this.#at.h, this.hidden).set(h)
    const firstPanel = from >> 3
    const panels = Math.ceil(to / 8) - firstPanel
    run.product(
      ...([1, panels, this.#at.bias + firstPanel * 32, 0, this.#at.h, this.#row * 4, this.hidden] as const),
      ...([this.#at.panels + firstPanel * 32 * this.hidden, this.#at.logits, panels * 32] as const),
    )
    into.set(arena.floats(this.#at.logits, panels * 8).subarray(from - firstPanel * 8, to - firstPanel * 8))
  }

  /** One row's logits, [words]; after `train` its gradients. */
  copyLogits(row: number, into: Float32Array): void {
    for (let block = 0; block < this.#blocks; block++) {
      const from = block * blockColumns
      const values = this.#kernel.arena.floats(this.#block(block) + row * blockColumns * 4, blockColumns)
      into.set(values.subarray(0, this.#words - from), from)
    }
  }

  /**
   * Forward and backward: returns the sum of the losses, d loss / d h [rows][hidden] and d loss / d extra [rows], and adds to
   * the gradients of weights and bias. Losses are weighted.
   */
  train(pass: SoftmaxPass, dWeights: Float32Array, dBias: Float32Array) {
    const { rows } = pass
    const { loss, dExtra } = this.lossGradient(pass)
    const { arena, run } = this.#kernel
    const { h, dH, dW, dB, back, zeros } = this.#at
    const row = this.#row * 4
    const columns = this.#blocks * blockColumns
    arena.floats(dW, columns * this.#row).fill(0)
    arena.floats(dB, columns).fill(0)
    for (let block = 0; block < this.#blocks; block++) {
      const logits = this.#block(block)
      const column = block * blockColumns
      const first = block === 0
      run.product(
        ...([
          rows,
          this.#row / 8,
          first ? zeros : dH,
          first ? 0 : row,
          logits,
          blockColumns * 4,
          blockColumns,
        ] as const),
        ...([back + column * row, dH, row] as const),
      )
      run.gradientProduct(blockColumns, this.#row / 8, rows, logits, blockColumns * 4, h, row, dW + column * row, row)
      run.columnSums(blockColumns / 4, rows, logits, blockColumns * 4, dB + column * 4)
    }
    const words = { values: dWeights, gates: 1, units: this.#words, columns: this.hidden }
    addUnpadded(arena.floats(dW, columns * this.#row), words)
    const bias = arena.floats(dB, columns)
    for (let word = 0; word < this.#words; word++) dBias[word] = dBias[word]! + bias[word]!
    const into = new Float32Array(rows * this.hidden)
    copyRows(arena.floats(dH, rows * this.#row), this.#row, into, this.hidden, rows, this.hidden)
    return { loss, dH: into, dExtra }
  }

  /** The loss and d loss / d extra; d loss / d logits stay here, for `train` of a model that learns from this one. */
  lossGradient(pass: SoftmaxPass): { loss: number; dExtra: Float32Array } {
    this.forward(pass.h, pass.rows)
    const found = this.#losses(pass)
    if (pass.teacher) this.#learnFrom(pass.teacher, pass.rows, found.dExtra)
    return found
  }

  /** p - target, less a share of q - target, is p - what the teacher's q and the target are mixed to. */
  #learnFrom(
    { softmax, dExtra, share }: Exclude<SoftmaxPass['teacher'], undefined>,
    rows: number,
    own: Float32Array,
  ): void {
    for (let block = 0; block < this.#blocks; block++) {
      const length = rows * blockColumns
      const logits = this.#kernel.arena.floats(this.#block(block), length)
      const taught = softmax.#kernel.arena.floats(softmax.#block(block), length)
      for (let i = 0; i < length; i++) logits[i] = logits[i]! - share * taught[i]!
    }
    for (let r = 0; r < rows; r++) own[r] = own[r]! - share * dExtra[r]!
  }

  #block(block: number): number {
    return this.#at.logits + block * this.maxRows * blockColumns * 4
  }

  #indexOf(row: number, word: number): number {
    const block = Math.floor(word / blockColumns)
    return (this.#block(block) - this.#at.logits) / 4 + row * blockColumns + (word - block * blockColumns)
  }

  /** Turns logits into d loss / d logits. */
  #losses({ rows, targets, extra, excluded, weight }: SoftmaxPass): { loss: number; dExtra: Float32Array } {
    const { arena, run } = this.#kernel
    const logits = arena.floats(this.#at.logits, this.#blocks * this.maxRows * blockColumns)
    const largest = arena.floats(this.#at.largest, rows)
    const sums = arena.floats(this.#at.sums, rows).fill(0)
    if (extra) largest.set(extra.subarray(0, rows))
    else largest.fill(never)
    if (excluded) for (let r = 0; r < rows; r++) if (excluded[r]! >= 0) logits[this.#indexOf(r, excluded[r]!)] = never
    const vectors = blockColumns / 4
    for (let block = 0; block < this.#blocks; block++) {
      run.largestOfRows(rows, vectors, this.#block(block), blockColumns * 4, this.#at.largest)
    }
    const right = new Float64Array(rows)
    for (let r = 0; r < rows; r++) right[r] = extra ? extra[r]! : logits[this.#indexOf(r, targets[r]!)]!
    for (let block = 0; block < this.#blocks; block++) {
      run.exponentialRows(rows, vectors, this.#block(block), blockColumns * 4, this.#at.largest, this.#at.sums)
    }
    const dExtra = new Float32Array(rows)
    let loss = 0
    for (let r = 0; r < rows; r++) {
      const part = extra ? exp(right[r]! - largest[r]!) : 0
      const sum = sums[r]! + part
      loss += weight * (log(sum) + largest[r]! - right[r]!)
      sums[r] = weight / sum
      dExtra[r] = extra ? weight * (part / sum - 1) : 0
    }
    for (let block = 0; block < this.#blocks; block++) {
      run.scaleRows(rows, vectors, this.#block(block), blockColumns * 4, this.#at.sums)
    }
    if (!extra) {
      for (let r = 0; r < rows; r++) {
        const at = this.#indexOf(r, targets[r]!)
        logits[at] = logits[at]! - weight
      }
    }
    return { loss, dExtra }
  }
}
