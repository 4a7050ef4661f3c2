export { bars, type Bar, type BarRule, type BarsOptions } from './bars.ts'
export { blend, type BlendOptions, type Blended, type Challengers } from './blend.ts'
export { calibrate, type Calibrated, type CalibrateOptions, type HorizonCalibration } from './calibrate.ts'
export { classify, type Classified, type ClassifiedToken, type ClassifyOptions } from './classify.ts'
export { dedupe, type DedupeOptions } from './dedupe.ts'
export { detectDrift, type Drift, type DriftChecked, type DriftOptions } from './detect-drift.ts'
export { features, type Featured, type FeaturesOptions } from './features.ts'
export { forecast, type Forecast, type HorizonForecast } from './forecast.ts'
export { infer, type Inference, type InferOptions } from './infer.ts'
export { orderByEventTime, type OrderOptions } from './order-by-event-time.ts'
export { score, type HorizonReport, type HorizonSkill, type Scored, type ScoreOptions } from './score.ts'
export {
  scoreLabels,
  type LabelMeasures,
  type LabelReport,
  type LabelScored,
  type ScoreLabelsOptions,
} from './score-labels.ts'
export { scanByKey, type ScanByKeyOptions } from './scan-by-key.ts'
export { suggest, type Suggested, type Suggestion, type SuggestOptions } from './suggest.ts'
export { swapOn, type SwapOnOptions, type SwappedModel } from './swap-on.ts'
export type { BlendLoss } from '../src/evaluation/blend/blend-layout.ts'
export type { Measures, NaiveName } from '../src/evaluation/scores/score-report.ts'
export type { SeasonalMoment } from '../src/model/seasonal/seasonal-extractor.ts'
export type { StandaloneOptions } from './internals/standalone.ts'
export { currentTick } from '../src/turn/current-turn.ts'
