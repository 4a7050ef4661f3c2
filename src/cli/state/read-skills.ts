import type { HorizonSkill } from '../../evaluation/scores/score-report.ts'
import { readStoredSkill, scoresVersion } from '../../evaluation/scores/stored-scores.ts'
import { describeRecord } from '../../state/describe-record.ts'
import { isKeptKey } from '../../state/kept-records.ts'
import type { Store } from '../../state/store.ts'

export interface KeySkill extends HorizonSkill {
  readonly key: string
}

/** The running scores of every key of a store, from its records: what `score` says at each key's last tick. */
export async function readSkills(store: Store): Promise<KeySkill[]> {
  const skills: KeySkill[] = []
  for (const partition of await store.partitions()) {
    for await (const { key, bytes } of store.records(partition)) {
      if (isKeptKey(key)) continue
      const section = describeRecord(bytes).sections.find(({ id }) => id === 'score')
      if (section?.version !== scoresVersion) continue
      for (const skill of readStoredSkill(section.bytes)) skills.push({ key, ...skill })
    }
  }
  return skills
}
