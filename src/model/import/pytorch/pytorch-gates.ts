import type { GateConvention } from '../gates.ts'

/** torch.nn.RNN, LSTM (i, f, g, o) and GRU (r, z, n); the GRU's reset acts after the product, and z keeps the old. */
export const pytorchGates: GateConvention = {
  order: {
    rnn: ['candidate'],
    lstm: ['input', 'forget', 'candidate', 'output'],
    gru: ['reset', 'update', 'candidate'],
  },
  updateKeeps: true,
}
