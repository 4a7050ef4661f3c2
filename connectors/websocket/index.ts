export { source } from './source.ts'
export type { ConnectionNews, Schedule, WebSocketSourceOptions } from './source-options.ts'
