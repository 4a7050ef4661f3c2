export { store } from './store.ts'
export type { SaveStep, SqliteStoreOptions } from './config.ts'
export { objects } from './objects.ts'
