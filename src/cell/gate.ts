import type { Vector } from './vector.ts'

/** Row-major parts of a layer's tensors, or of their gradients: [rows][inputs], [rows][hidden], [rows]. */
export interface GateTensors {
  readonly inputWeights: Vector
  readonly recurrentWeights: Vector
  readonly bias: Vector
}

/**
 * One gate's rows of a layer: W over the concatenation [h, x], and b. Products in one direction leave a vector of
 * `hidden` numbers; the ones backward add to what they are given and to the gate's gradients.
 */
export class Gate {
  readonly #weights: GateTensors
  readonly #gradients: GateTensors

  constructor(weights: GateTensors, gradients: GateTensors) {
    this.#weights = weights
    this.#gradients = gradients
  }

  /** W [h, x] + b */
  of(h: Vector, x: Vector): Vector {
    const fromInput = multiply(this.#weights.inputWeights, x, this.#weights.bias)
    return multiply(this.#weights.recurrentWeights, h, fromInput)
  }

  /** W_x x + b */
  ofInput(x: Vector): Vector {
    return multiply(this.#weights.inputWeights, x, this.#weights.bias)
  }

  /** W_h h + start */
  ofState(h: Vector, start: Vector): Vector {
    return multiply(this.#weights.recurrentWeights, h, start)
  }

  /** From d = d loss / d (W [h, x] + b): adds to dh, dx and the gradients. */
  backward(d: Vector, h: Vector, x: Vector, dh: Vector, dx: Vector): void {
    this.backwardInput(d, x, dx)
    this.backwardState(d, h, dh)
  }

  backwardInput(d: Vector, x: Vector, dx: Vector): void {
    multiplyBackward(this.#weights.inputWeights, this.#gradients.inputWeights, d, x, dx)
    add(this.#gradients.bias, d)
  }

  backwardState(d: Vector, h: Vector, dh: Vector): void {
    multiplyBackward(this.#weights.recurrentWeights, this.#gradients.recurrentWeights, d, h, dh)
  }
}

/** y = start + W v, W [rows][columns]. */
export function multiply(W: Vector, v: Vector, start: Vector): Vector {
  const y = start.slice()
  for (let row = 0; row < y.length; row++) {
    for (let column = 0; column < v.length; column++) y[row]! += W[row * v.length + column]! * v[column]!
  }
  return y
}

/** From dy: adds dy v^T to dW and W^T dy to dv. */
export function multiplyBackward(W: Vector, dW: Vector, dy: Vector, v: Vector, dv: Vector): void {
  for (let row = 0; row < dy.length; row++) {
    for (let column = 0; column < v.length; column++) {
      dW[row * v.length + column]! += dy[row]! * v[column]!
      dv[column]! += W[row * v.length + column]! * dy[row]!
    }
  }
}

export function add(to: Vector, from: Vector): void {
  for (let i = 0; i < to.length; i++) to[i]! += from[i]!
}
