import { Counter, Gauge, type Registry } from 'prom-client'
import type { RunObserver } from './run-observer.ts'

const swapKinds = ['shadowing', 'swapped', 'restored', 'refused', 'failed'] as const
const retrainingEnds = ['promoted', 'challenges', 'rejected', 'stopped', 'busy', 'waits', 'failed'] as const

/** Figures of models that change, of one worker since it started. */
export function createModelMetrics(
  registers: Registry[],
): Required<Pick<RunObserver, 'onModels' | 'onShadow' | 'onSwap' | 'onRetrain'>> {
  const counter = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Counter({ name: `tickwise_${name}`, help, labelNames, registers })
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]) =>
    new Gauge({ name: `tickwise_${name}`, help, labelNames, registers })

  const swaps = counter('model_swaps_total', "Swaps of this worker's partitions, by what became of them.", 'kind')
  for (const kind of swapKinds) swaps.inc({ kind }, 0)
  const info = gauge(
    'model_info',
    'Always 1: which version of a model serves a partition, or advances beside the one that does.',
    ...(['model', 'topic', 'partition', 'version', 'role'] as const),
  )
  const shadowScored = counter('shadow_scored_total', 'Forecasts of dual runs that were compared.')
  const servingLoss = counter('shadow_serving_loss_total', 'Sum of the losses of those who served meanwhile.')
  const shadowLoss = counter('shadow_loss_total', 'Sum of the losses of those who advanced beside.')
  const retrainings = counter('retrainings_total', 'Retrainings that ended, by what they came to.', 'outcome')
  for (const outcome of retrainingEnds) retrainings.inc({ outcome }, 0)
  const running = gauge('retraining_running', '1 while a retraining of this worker runs.')
  const windowTicks = gauge('retraining_window_ticks', 'Ticks that the last retraining learned from and was judged on.')
  const done = gauge('retraining_progress', 'Updates of the last training that are done, of 1.')
  const loss = gauge('retraining_validation_loss', 'Loss of the last training on its validation stretch.')

  return {
    onModels(serving) {
      info.reset()
      for (const { model, partition: id, version, shadow } of serving) {
        const slash = id.lastIndexOf('/')
        const place = { model, topic: id.slice(0, slash), partition: id.slice(slash + 1) }
        info.set({ ...place, version, role: 'serves' }, 1)
        if (shadow !== undefined) info.set({ ...place, version: shadow.version, role: 'shadows' }, 1)
      }
    },
    onShadow(news) {
      shadowScored.inc(news.scored)
      servingLoss.inc(news.servingLoss)
      shadowLoss.inc(news.shadowLoss)
    },
    onSwap: ({ kind }) => swaps.inc({ kind }),
    onRetrain(news) {
      if (news.type === 'began') {
        running.set(1)
        done.set(0)
      } else if (news.type === 'window') windowTicks.set(news.ticks)
      else if (news.type === 'progress') {
        const { updates, totalUpdates, validationLoss } = news.progress
        done.set(updates / totalUpdates)
        if (validationLoss !== null) loss.set(validationLoss)
      } else {
        running.set(0)
        retrainings.inc({ outcome: news.type === 'failed' ? 'failed' : news.outcome.kind })
      }
    },
  }
}
