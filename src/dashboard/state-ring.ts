/** A picture of vectors over time: `count` columns of `units` signed bytes, 127 for the greatest, -127 for the least, -128 for none. */
export interface PicturePart {
  /** `hidden state`, `update gate, layer 1` */
  readonly name: string
  readonly first: number
  readonly units: number
  /** Units that are not shown. */
  readonly unitsLeftOut: number
  readonly count: number
  readonly base64: string
}

/** What a byte stands for: a number from -1 to 1, or from 0 to 1. */
export type PictureRange = 'signed' | 'share'

const nothing = -128

/** The last vectors of one kind of a key, in memory that never grows. */
export class StateRing {
  readonly #columns: number
  readonly #most: number
  readonly #range: PictureRange
  #bytes = new Int8Array(0)
  #units = 0
  #unitsLeftOut = 0
  #from = 0

  constructor(columns: number, most: number, range: PictureRange) {
    this.#columns = columns
    this.#most = most
    this.#range = range
  }

  /** The vector of the tick of this number; a vector of another length begins a new picture. */
  push(tick: number, vector: ArrayLike<number>): void {
    const units = Math.min(vector.length, this.#most)
    if (units !== this.#units) {
      this.#units = units
      this.#from = tick
      this.#bytes = new Int8Array(this.#columns * units)
    }
    this.#unitsLeftOut = vector.length - units
    const base = (tick % this.#columns) * units
    for (let unit = 0; unit < units; unit++) {
      const value = this.#range === 'share' ? 2 * vector[unit]! - 1 : vector[unit]!
      this.#bytes[base + unit] = Math.round(Math.max(-1, Math.min(1, value)) * 127)
    }
  }

  /** A tick without a vector: its column stays empty. */
  skip(tick: number): void {
    this.#bytes.fill(nothing, (tick % this.#columns) * this.#units, (tick % this.#columns) * this.#units + this.#units)
  }

  /** Forgets what it has; the next vector begins a new picture. */
  stop(): void {
    this.#units = 0
  }

  /** What is kept of the ticks from `tick` up to, not including, `ticks`; undefined when there is nothing. */
  from(name: string, tick: number, ticks: number): PicturePart | undefined {
    const [columns, units] = [this.#columns, this.#units]
    const first = Math.max(tick, this.#from, ticks - columns)
    const count = ticks - first
    if (units === 0 || count <= 0) return undefined
    const bytes = Buffer.alloc(count * units)
    for (let i = 0; i < count; i++) {
      const base = ((first + i) % columns) * units
      bytes.set(this.#bytes.subarray(base, base + units), i * units)
    }
    return { name, first, units, unitsLeftOut: this.#unitsLeftOut, count, base64: bytes.toString('base64') }
  }
}
