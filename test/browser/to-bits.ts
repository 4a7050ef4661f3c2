const number = new DataView(new ArrayBuffer(8))

/**
 * A value as text in which every number stands with all of its 64 bits. NaN is one number: which of its many bit patterns an
 * engine has in memory is its own business, and records hold one alone.
 */
export function toBits(value: unknown): string {
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return 'NaN'
    number.setFloat64(0, value)
    return number.getBigUint64(0).toString(16)
  }
  if (ArrayBuffer.isView(value)) return `[${Array.from(value as Float32Array, toBits).join()}]`
  if (Array.isArray(value)) return `[${value.map(toBits).join()}]`
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([name, part]) => `${name}:${toBits(part)}`)
      .join()}}`
  return JSON.stringify(value) ?? 'undefined'
}
