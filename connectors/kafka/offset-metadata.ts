/** What is written beside a committed offset. */
export interface OffsetMetadata {
  /** Where the history of the partition's state begins. */
  readonly start?: number | undefined
  /** Which models have served it. */
  readonly note?: string | undefined
}

/** `tickwise start=N models=TEXT`, or a part of it; null for nothing. Brokers take 4,096 bytes. */
export function formatMetadata({ start, note }: OffsetMetadata): string | null {
  if (start === undefined && note === undefined) return null
  return [
    'tickwise',
    ...(start === undefined ? [] : [`start=${start}`]),
    ...(note === undefined ? [] : [`models=${note}`]),
  ].join(' ')
}

/** Nothing of a text that is not ours. */
export function parseMetadata(text: string | null | undefined): OffsetMetadata {
  const [, start, note] = /^tickwise(?: start=(\d{1,15}))?(?: models=(\S*))?$/.exec(text ?? '') ?? []
  return { start: start === undefined ? undefined : Number(start), note }
}
