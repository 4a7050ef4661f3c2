/**
 * What the compiled kernels offer; pointers and strides are bytes. Described where they are written, in `assembly/`.
 */
export interface KernelExports {
  step(network: number, rows: number): void
  forwardTimestep(layer: number, timestep: number): void
  rnnBackward(layer: number, rows: number, h: number, dH: number, gates: number, dPreviousH: number): void
  lstmBackward(
    layer: number,
    rows: number,
    dH: number,
    dC: number,
    gates: number,
    previousC: number,
    dPreviousH: number,
  ): void
  gruBeforeBackward(
    layer: number,
    rows: number,
    dH: number,
    gates: number,
    previousH: number,
    dPreviousH: number,
    inner: number,
  ): void
  gruAfterBackward(layer: number, rows: number, dH: number, gates: number, previousH: number, dPreviousH: number): void
  normaliseRows(layer: number, rows: number, columns: number, x: number, xRow: number, y: number, yRow: number): void
  normaliseRowsBackward(
    layer: number,
    rows: number,
    columns: number,
    x: number,
    d: number,
    xRow: number,
    dGain: number,
    dBias: number,
  ): void
  product(
    rows: number,
    panels: number,
    init: number,
    initRow: number,
    a: number,
    aRow: number,
    depth: number,
    weights: number,
    c: number,
    cRow: number,
  ): void
  gradientProduct(
    rows: number,
    panels: number,
    depth: number,
    a: number,
    aRow: number,
    b: number,
    bRow: number,
    c: number,
    cRow: number,
  ): void
  gradientRoomBytes(): number
  gradientRoom(at: number): void
  columnSums(vectors: number, depth: number, a: number, aRow: number, c: number): void
  adamStep(
    count: number,
    parameters: number,
    gradients: number,
    first: number,
    second: number,
    beta1: number,
    beta2: number,
    firstScale: number,
    secondScale: number,
    rate: number,
    epsilon: number,
    kept: number,
  ): void
  sigmoidRow(at: number, vectors: number): void
  tanhRow(at: number, vectors: number): void
  largestOfRows(rows: number, vectors: number, at: number, row: number, largest: number): void
  exponentialRows(rows: number, vectors: number, at: number, row: number, largest: number, sums: number): void
  scaleRows(rows: number, vectors: number, at: number, row: number, factors: number): void
  useWideTiles(on: number): void
  firstFree(): number
}
