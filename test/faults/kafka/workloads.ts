import type { Series } from './load/series.ts'
import { outPartitions, type Stage } from './stage.ts'
import type { PipelineName } from './worker/pipelines.ts'

/** What is fed, and the pipelines that it runs through, one after the other. */
export interface Workload {
  readonly stages: readonly [Stage, ...Stage[]]
  readonly partitions: number
  readonly series: readonly Series[]
}

export type WorkloadName = 'trades' | 'join'

/** Partitions of the topic of trades. */
export const tradePartitions = 8

/** `name` begins the names of topics and groups. */
export const workloads: Readonly<Record<WorkloadName, (name: string) => Workload>> = {
  trades(name) {
    const topic = `${name}-in`
    const groupId = `${name}-group`
    return {
      stages: [{ pipeline: 'faults', groupId, topics: [topic], partitions: tradePartitions, outTopic: `${name}-out` }],
      partitions: tradePartitions,
      series: [{ topic, field: 'price', isWalk: true, refused: 0 }],
    }
  },

  /** The shipped join: two topics are merged into one keyed topic, whose prices are answered. */
  join(name) {
    const [prices, sentiment, merged] = [`${name}-prices`, `${name}-sentiment`, `${name}-merged`]
    const stage = (pipeline: PipelineName, topics: readonly string[], outTopic: string): Stage => {
      return { pipeline, groupId: `${name}-${pipeline}`, topics, partitions: outPartitions, outTopic }
    }
    return {
      stages: [stage('merge', [prices, sentiment], merged), stage('join', [merged], `${name}-answers`)],
      partitions: outPartitions,
      series: [
        { topic: prices, field: 'price', isWalk: true, refused: 0 },
        { topic: sentiment, field: 'score', isWalk: false, refused: 7 },
      ],
    }
  },
}
