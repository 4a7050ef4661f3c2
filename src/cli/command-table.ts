import type { Command } from './command.ts'

export interface CommandEntry {
  readonly name: string
  readonly group: 'Start here' | 'Streams' | 'Models' | 'State'
  readonly summary: string
  /** A command's code is loaded when it is called, so that `--help` and `predict` answer at once. */
  readonly load: () => Promise<Command<never>>
}

/** Every command: one line here, one file in commands/. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: 'demo',
    group: 'Start here',
    summary: 'live forecasts of real prices, with a state that survives',
    load: async () => (await import('./commands/demo.ts')).demo,
  },
  {
    name: 'predict',
    group: 'Start here',
    summary: 'the next value inside its band, from a few values or a CSV file',
    load: async () => (await import('./commands/predict.ts')).predict,
  },
  {
    name: 'run',
    group: 'Streams',
    summary: 'run a pipeline file',
    load: async () => (await import('./commands/run.ts')).run,
  },
  {
    name: 'lint',
    group: 'Streams',
    summary: 'check a pipeline file, and that a crash would not change its output',
    load: async () => (await import('./commands/lint.ts')).lint,
  },
  {
    name: 'feed',
    group: 'Streams',
    summary: 'replay a file into a Kafka topic',
    load: async () => (await import('./commands/feed.ts')).feed,
  },
  {
    name: 'train',
    group: 'Models',
    summary: 'train a forecaster on a CSV file',
    load: async () => (await import('./commands/train.ts')).train,
  },
  {
    name: 'backtest',
    group: 'Models',
    summary: 'forecasts against what came, at several origins, on your data',
    load: async () => (await import('./commands/backtest.ts')).backtest,
  },
  {
    name: 'compare',
    group: 'Models',
    summary: 'RNN, LSTM and GRU as measured facts, on your data',
    load: async () => (await import('./commands/compare.ts')).compare,
  },
  {
    name: 'retrain',
    group: 'Models',
    summary: 'train a challenger on newer ticks; it takes over if it is better',
    load: async () => (await import('./commands/retrain.ts')).retrain,
  },
  {
    name: 'models',
    group: 'Models',
    summary: 'list, compare, promote and roll back the models of a registry',
    load: async () => (await import('./commands/models.ts')).models,
  },
  {
    name: 'import',
    group: 'Models',
    summary: 'bring a model from PyTorch, ONNX, Keras or TensorFlow.js',
    load: async () => (await import('./commands/import.ts')).importCommand,
  },
  {
    name: 'export',
    group: 'Models',
    summary: 'take a model to PyTorch or ONNX',
    load: async () => (await import('./commands/export.ts')).exportCommand,
  },
  {
    name: 'inspect',
    group: 'State',
    summary: "show a checkpoint and a key's record, even during a run",
    load: async () => (await import('./commands/inspect.ts')).inspect,
  },
  {
    name: 'deadletters',
    group: 'State',
    summary: 'list, show and replay the ticks that were refused',
    load: async () => (await import('./commands/deadletters.ts')).deadletters,
  },
  {
    name: 'reset',
    group: 'State',
    summary: 'forget the state of a pipeline',
    load: async () => (await import('./commands/reset.ts')).reset,
  },
]
