/**
 * A recurrent layer as the kernels see it: written by `layer-memory.ts`, field by field, in this order. Pointers and
 * strides are bytes. `padded` is `hidden` rounded up to whole panels; a gate takes `padded` columns everywhere.
 */
@unmanaged
export class Layer {
  /** 0 RNN, 1 LSTM, 2 GRU with reset before the product, 3 GRU with reset after. */
  cell: u32
  /** Numbers of x in front of h in the rows of `v`; 0 when the input's share is in the gates already. */
  inputs: u32
  hidden: u32
  padded: u32
  /** [gates][padded] */
  bias: usize
  /** [padded]; cell 3 only */
  recurrentBias: usize
  /** Weights over v: [panel of gates * padded][inputs + hidden][8]; a GRU's candidate follows, or is apart in cell 3. */
  panels: usize
  /** Cell 3: the candidate's weights over x, and over h. */
  candidateInputPanels: usize
  candidatePanels: usize
  /** For backward: [panel of hidden][gates * padded][8]; a GRU has reset and update here, the candidate below. */
  backPanels: usize
  candidateBackPanels: usize
  /** Stride of a row of gates: activations, then what backward needs (LSTM tanh c; GRU r h or the inner product). */
  gatesRow: usize
  /** Stride of a row of h and of c. */
  stateRow: usize
  /** For the stepper: byte of h inside a state row, and room for one block of rows of gates. */
  stateOffset: usize
  gates: usize
  /** [inputs, rounded up to whole panels], zeros behind; 0 where the layer takes its input as it is. */
  normGain: usize
  normBias: usize
}

/** Where one timestep of a layer reads and writes. `next` may be `previous`. */
@unmanaged
export class Timestep {
  rows: u32
  /** Products start from here: the bias, with a stride of 0, or gates that hold the input's share already. */
  init: usize
  initRow: usize
  /** Rows [x, h], or h alone. */
  v: usize
  vRow: usize
  /** GRU, reset before: where r h goes, behind x; may be v itself. */
  gated: usize
  gatedRow: usize
  gates: usize
  previousH: usize
  previousC: usize
  nextH: usize
  nextC: usize
}
