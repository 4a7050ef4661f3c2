export { errorCodes, isTickwiseError, TickwiseError, type ErrorCode, type ErrorParts } from './errors.ts'
export * as metrics from './evaluation/metrics/index.ts'
export { poolReports, type PooledScores } from './evaluation/scores/pool-reports.ts'
export type { HorizonReport, Measures, NaiveName } from './evaluation/scores/score-report.ts'
export { createModel } from './model/create-model.ts'
export { decodeModel, encodeModel } from './model/model-file.ts'
export type { SafetensorsDtype } from './model/safetensors/safetensors.ts'
export type { Model } from './model/model.ts'
export {
  modelSpecSchema,
  type CellKind,
  type FeatureSpec,
  type HeadSpec,
  type LayerSpec,
  type ModelSpec,
} from './model/spec.ts'
export { toOnnx } from './model/export/to-onnx.ts'
export { toPytorch } from './model/export/to-pytorch.ts'
export { importModel, type ImportFile } from './model/import/import-model.ts'
export type { ImportOptions } from './model/import/import-options.ts'
export type { Random } from './numeric/random.ts'
export { forget } from './pipeline/forget.ts'
export { loadModel, modelFiles } from './pipeline/model-files.ts'
export type {
  RunOptions,
  RunPhase,
  RunStart,
  RunSummary,
  ServingNews,
  ShadowNews,
  SwapNews,
  TurnReport,
} from './pipeline/run-options.ts'
export { run } from './pipeline/run.ts'
export {
  pipeline,
  type LiveModelSource,
  type ModelSource,
  type Pipeline,
  type PipelineSpec,
  type ServingModel,
} from './pipeline/spec.ts'
export { createRegistry } from './registry/create-registry.ts'
export {
  judgeChallenger,
  type HeldOutLosses,
  type Judgement,
  type PromotionRules,
} from './registry/judge-challenger.ts'
export type { Decision } from './registry/decision.ts'
export type { ModelVersion } from './registry/model-version.ts'
export type { ObjectStore } from './registry/object-store.ts'
export { fromRegistry, type RegistryModels } from './registry/from-registry.ts'
export type { Lineage, Registry, Verdict } from './registry/registry.ts'
export type { LockOptions } from './registry/retraining-lock.ts'
export type { Standing } from './registry/standing.ts'
export {
  startPipelineRetraining,
  type PipelineRetraining,
  type PipelineRetrainingContext,
} from './retraining/pipeline-retraining.ts'
export type { RetrainInput, RetrainOptions, RetrainRecipe } from './retraining/retrain-options.ts'
export type { RetrainingEvent, RetrainingOutcome } from './retraining/retraining-event.ts'
export { runRetraining, type ReadRequest, type RetrainingTask } from './retraining/run-retraining.ts'
export { startRetraining, type Retraining, type ScheduledRetraining } from './retraining/start-retraining.ts'
export { readWindow, type FeatureChain, type ReadWindow, type WindowRequest } from './retraining/window/read-window.ts'
export type { Positions, TrainingWindow, WindowKey } from './retraining/window/training-window.ts'
export type { FeaturedNumbers } from './retraining/window/window-ring.ts'
export type { KeptRecord, WindowSnapshot } from './retraining/window/window-snapshot.ts'
export type { Guarantee } from './state/guarantee.ts'
export type { ModelHistory, SwapEntry } from './state/model-history.ts'
export type { SavedRecord, Snapshot, Store, StoredCheckpoint, StoreUsage } from './state/store.ts'
export type { DeadLetter, DeadLetterReason } from './stream/dead-letter.ts'
export type { FormatOutput } from './stream/format-output.ts'
export type { LogBounds, LogSource } from './stream/log-source.ts'
export type { RecordOptions } from './stream/record-options.ts'
export type {
  AcknowledgedSink,
  MarkedSink,
  Marks,
  Output,
  Sink,
  TransactionalSink,
  TransactionalTurn,
  TransactionOwner,
} from './stream/sink.ts'
export type { Assignment, ReadOptions, Source, SourceEvent, TickBatch } from './stream/source.ts'
export type { Partition, Tick, TickHeaders } from './stream/tick.ts'
export { trainForecaster, type ForecasterOptions } from './training/train-forecaster.ts'
export { tagTexts } from './training/language/tagging/tag-texts.ts'
export type { TaggedText } from './training/language/tagging/tagged-text.ts'
export type { TaggingInput, TaggingOptions } from './training/language/tagging/tagging-options.ts'
export { fitScale, scaleLogits } from './training/language/tagging/calibrate-tagger.ts'
export { trainTagger, type TaggerProgress } from './training/language/tagging/train-tagger.ts'
export type { SpecialWords } from './training/language/next/next-spec.ts'
export type { NextInput, NextOptions } from './training/language/next/next-options.ts'
export { scoreNext, type NextScores } from './training/language/next/score-next.ts'
export { trainNext, type NextHooks, type NextProgress } from './training/language/next/train-next.ts'
export type { Series } from './training/make-forecast-sequences.ts'
export type { TrainingProgress } from './training/training-progress.ts'
export type { TokenStream } from './training/language/next/next-window.ts'
export { createTokenTable, type TokenTable } from './text/token-table.ts'
export { splitWords, type Token } from './text/split-words.ts'
