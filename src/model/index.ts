/**
 * Models without the rest: reading and writing their files, and what they are made of. Nothing here needs Node, so that
 * `tickwise/model` and `tickwise/operators` run in a browser.
 */
export { isTickwiseError, TickwiseError, type ErrorCode, type ErrorParts } from '../errors.ts'
export { loadNamedZone as loadZone } from '../stream/named-zone.ts'
export type { Zone } from '../stream/zone.ts'
export { createModel } from './create-model.ts'
export { decodeModel, encodeModel, halveModel } from './model-file.ts'
export type { Model } from './model.ts'
export type { SafetensorsDtype } from './safetensors/safetensors.ts'
export {
  modelSpecSchema,
  type CellKind,
  type FeatureSpec,
  type HeadSpec,
  type LayerSpec,
  type ModelSpec,
} from './spec.ts'
