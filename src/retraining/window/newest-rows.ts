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
  const lists: number[][] = []
  for (let row = 0; row < count; row++) (lists[partitions[row]!] ??= []).push(row)
  const left = lists.filter((list) => list !== undefined)
  const newest = new Uint32Array(Math.min(count, wanted))
  for (let to = newest.length - 1; to >= 0; to--) {
    let best: number[] | undefined
    for (const list of left) {
      if (list.length === 0) continue
      if (best === undefined || isLater(list.at(-1)!, best.at(-1)!)) best = list
    }
    newest[to] = best!.pop()!
  }
  return newest

  function isLater(a: number, b: number): boolean {
    const difference = times[a]! - times[b]! || offsets[a]! - offsets[b]!
    return difference !== 0 ? difference > 0 : ranks[partitions[a]!]! > ranks[partitions[b]!]!
  }
}
