import type { GateConvention } from '../gates.ts'

/** Keras SimpleRNN, LSTM (i, f, c, o) and GRU (z, r, h); z keeps the old, and matrices are [inputs][gates * units]. */
export const kerasGates: GateConvention = {
  order: {
    rnn: ['candidate'],
    lstm: ['input', 'forget', 'candidate', 'output'],
    gru: ['update', 'reset', 'candidate'],
  },
  updateKeeps: true,
}
