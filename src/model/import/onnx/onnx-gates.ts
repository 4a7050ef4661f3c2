import type { GateConvention } from '../gates.ts'

/** ONNX RNN, LSTM (i, o, f, c) and GRU (z, r, h); z keeps the old, and linear_before_reset says where r acts. */
export const onnxGates: GateConvention = {
  order: {
    rnn: ['candidate'],
    lstm: ['input', 'output', 'forget', 'candidate'],
    gru: ['update', 'reset', 'candidate'],
  },
  updateKeeps: true,
}
