/** Float64 arithmetic on whole vectors, one number at a time, so that the cells read like their equations. */
export type Vector = Float64Array

export const map = (a: Vector, f: (value: number, i: number) => number): Vector => a.map(f)

/** Element by element, ⊙ in the equations. */
export const times = (a: Vector, b: Vector): Vector => a.map((value, i) => value * b[i]!)

export const plus = (a: Vector, b: Vector): Vector => a.map((value, i) => value + b[i]!)

export const sigmoid = (a: Vector): Vector => a.map((value) => 1 / (1 + Math.exp(-value)))

export const tanh = (a: Vector): Vector => a.map(Math.tanh)

/** d loss / d a from y = σ(a) and d loss / d y. */
export const throughSigmoid = (dy: Vector, y: Vector): Vector => dy.map((value, i) => value * y[i]! * (1 - y[i]!))

/** d loss / d a from y = tanh(a) and d loss / d y. */
export const throughTanh = (dy: Vector, y: Vector): Vector => dy.map((value, i) => value * (1 - y[i]! * y[i]!))
