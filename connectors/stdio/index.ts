export { source, type StdioSourceOptions } from './source.ts'
export { sink, type StdioSinkOptions } from './sink.ts'
