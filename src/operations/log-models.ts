import type { Log } from './create-log.ts'
import type { RunObserver } from './run-observer.ts'

const swapWords = {
  shadowing: 'a challenger advances beside the model that serves',
  swapped: 'another model serves from here on',
  restored: 'model and records are what they were before the last swap',
  refused: 'a model can not serve here',
  failed: 'the models can not be asked for',
} as const

/** Tells a log what becomes of models: swaps, and what retrainings came to. */
export function logModels(log: Log): Required<Pick<RunObserver, 'onModels' | 'onShadow' | 'onSwap' | 'onRetrain'>> {
  return {
    onModels(serving) {
      for (const { model, partition, version, since } of serving)
        log.debug({ model, partition, version, since }, 'serves')
    },
    onShadow: () => {},
    onSwap({ kind, ...news }) {
      const isBad = kind === 'refused' || kind === 'failed'
      log[isBad ? 'warn' : 'info'](news, swapWords[kind])
    },
    onRetrain(news) {
      if (news.type === 'began') log.info({ reason: news.reason, retraining: news.token }, 'a retraining began')
      else if (news.type === 'window') log.info({ ticks: news.ticks, keys: news.keys }, 'its window is read')
      else if (news.type === 'failed') log.error({ error: news.error }, 'a retraining failed')
      else if (news.type === 'ended') {
        const { outcome } = news
        const about = 'decision' in outcome ? { model: outcome.decision.model, reason: outcome.decision.reason } : {}
        log.info({ outcome: outcome.kind, ...about }, 'a retraining ended')
      }
    },
  }
}
