/** Where rows stand in a stream; those of a partition in ascending order of time and offset. */
export interface RowPlaces {
  readonly times: Float64Array
  readonly offsets: Float64Array
  /** Index of each row's partition. */
  readonly partitions: Uint32Array
}

/**
 * The newest of the first `count` rows, at most `wanted`, the oldest first. By time; of one time, by offset, then by
 * the rank of its partition. The same for any order in which the rows of partitions were mixed.
 */
export function newestRows(
  { times, offsets, partitions }: RowPlaces,
  { count, wanted, ranks }: { readonly count: number; readonly wanted: number; readonly ranks: readonly number[] },
): Uint32Array {
  const size = Math.min(count, wanted)
  const newest = new Uint32Array(size)
  if (ranks.length <= 1) {
    for (let i = 0; i < size; i++) newest[i] = count - size + i
    return newest
  }
  const { rows, starts } = byPartition(partitions, count, ranks.length)
  /** Of each partition, the place of the newest row that is left; before its start when none is. */
  const heads = new Int32Array(ranks.length)
  for (let partition = 0; partition < heads.length; partition++) heads[partition] = starts[partition + 1]! - 1
  for (let to = size - 1; to >= 0; to--) {
    let best = -1
    let of = 0
    for (let partition = 0; partition < heads.length; partition++) {
      const head = heads[partition]!
      if (head < starts[partition]!) continue
      const row = rows[head]!
      if (best >= 0) {
        const difference = times[row]! - times[best]! || offsets[row]! - offsets[best]!
        if (difference < 0 || (!(difference > 0) && ranks[partition]! < ranks[of]!)) continue
      }
      best = row
      of = partition
    }
    newest[to] = best
    heads[of]!--
  }
  return newest
}

/** Rows of the first partition, then those of the next, each in their order; and where each partition starts. */
function byPartition(partitions: Uint32Array, count: number, number: number) {
  const starts = new Int32Array(number + 1)
  for (let row = 0; row < count; row++) starts[partitions[row]! + 1]!++
  for (let partition = 0; partition < number; partition++) starts[partition + 1]! += starts[partition]!
  const rows = new Uint32Array(count)
  const next = starts.slice()
  for (let row = 0; row < count; row++) rows[next[partitions[row]!]!++] = row
  return { rows, starts }
}
