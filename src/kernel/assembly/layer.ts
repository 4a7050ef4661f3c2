/**
 * A recurrent layer as the kernels see it: written by `layer-memory.ts`, field by field, in this order. Pointers and
 * strides are bytes. `padded` is `hidden` rounded up to whole panels; a gate takes `padded` columns everywhere.
 */
@unmanaged
export class Layer {
  /** 0 RNN, 1 LSTM, 2 GRU with reset before the product, 3 GRU with reset after. */
  cell: u32
  inputs: u32
  hidden: u32
  padded: u32
  /** [gates][padded] */
  bias: usize
  /** [padded]; cell 3 only */
  recurrentBias: usize
  /** [panel of gates * padded][inputs][8] */
  inputPanels: usize
  /** [panel of gates * padded][hidden][8] */
  recurrentPanels: usize
  /** For backward: [panel of hidden][gates * padded][8]; a GRU has reset and update here, the candidate below. */
  recurrentBackPanels: usize
  candidateBackPanels: usize
  /** Stride of a row of gates: activations, then what backward needs (LSTM tanh c; GRU r h or the inner product). */
  gatesRow: usize
  /** Stride of a row of h and of c. */
  stateRow: usize
  /** For the stepper: byte of h inside a state row. */
  stateOffset: usize
  /** For the stepper: room for one block of rows. */
  gates: usize
}

/** Where one timestep of a layer reads and writes. `next` may be `previous`. */
@unmanaged
export class Timestep {
  rows: u32
  /** The first product starts from here: the bias, with a stride of 0, or gates that hold the input's share already. */
  init: usize
  initRow: usize
  /** Left out when `inputs` is 0. */
  x: usize
  xRow: usize
  inputs: u32
  gates: usize
  previousH: usize
  previousC: usize
  nextH: usize
  nextC: usize
}
