export { store } from './store.ts'
export type { RedisNode, RedisStoreOptions, RedisTls } from './options.ts'
export { objects } from './objects.ts'
