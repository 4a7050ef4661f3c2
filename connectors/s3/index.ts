export { objects } from './objects.ts'
export type { S3Options } from './options.ts'
