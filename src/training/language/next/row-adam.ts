/**
 * Adam over rows of a matrix of which an update touches only some: the others keep their moments. A gradient row is
 * cleared when it was used.
 */
export class RowAdam {
  readonly #width: number
  readonly #beta2: number
  readonly #first: Float32Array
  readonly #second: Float32Array
  readonly #touched: Uint8Array
  #rows: number[] = []
  #power1 = 1
  #power2 = 1

  constructor(rows: number, width: number, beta2: number) {
    this.#width = width
    this.#beta2 = beta2
    this.#first = new Float32Array(rows * width)
    this.#second = new Float32Array(rows * width)
    this.#touched = new Uint8Array(rows)
  }

  /** Says that the gradient of a row is not zero. */
  touch(row: number): void {
    if (this.#touched[row] === 1) return
    this.#touched[row] = 1
    this.#rows.push(row)
  }

  /** Sum of the squares of the touched rows' gradients. */
  squares(gradients: Float32Array): number {
    let sum = 0
    for (const row of this.#rows) {
      const end = (row + 1) * this.#width
      for (let i = row * this.#width; i < end; i++) sum += gradients[i]! * gradients[i]!
    }
    return sum
  }

  /** `scale` is what gradients are multiplied with first. */
  step(parameters: Float32Array, gradients: Float32Array, learningRate: number, scale: number): void {
    const beta1 = 0.9
    const beta2 = this.#beta2
    this.#power1 *= beta1
    this.#power2 *= beta2
    const rate = learningRate / (1 - this.#power1)
    const secondScale = 1 / (1 - this.#power2)
    const first = this.#first
    const second = this.#second
    for (const row of this.#rows) {
      this.#touched[row] = 0
      const end = (row + 1) * this.#width
      for (let i = row * this.#width; i < end; i++) {
        const gradient = scale * gradients[i]!
        const m = (first[i] = beta1 * first[i]! + (1 - beta1) * gradient)
        const v = (second[i] = beta2 * second[i]! + (1 - beta2) * gradient * gradient)
        parameters[i]! -= (rate * m) / (Math.sqrt(v * secondScale) + 1e-8)
        gradients[i] = 0
      }
    }
    this.#rows = []
  }
}
