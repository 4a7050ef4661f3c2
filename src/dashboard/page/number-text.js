/** Decimals that suit a value of this size; those of `text`, the raw decimal, where there is one. */
export function decimalsFor(value, text) {
  const point = text?.indexOf('.') ?? -1
  if (text !== undefined && /^-?\d+(\.\d+)?$/.test(text)) return Math.max(point < 0 ? 0 : text.length - point - 1, 2)
  const size = Math.abs(value)
  if (size >= 1) return 2
  return size >= 0.01 ? 4 : 6
}

/** A number with thin spaces between thousands, the same in every country. */
export function numberText(value, decimals = 0) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  const [whole, part] = Math.abs(value).toFixed(decimals).split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u202f')
  const minus = value < 0 && Number(value.toFixed(decimals)) !== 0 ? '−' : ''
  return minus + grouped + (part === undefined ? '' : `.${part}`)
}

/** Event time in UTC: the day, and the time of day when it is not midnight. */
export function timeText(ms) {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return ''
  const iso = new Date(ms).toISOString()
  return ms % 86_400_000 === 0 ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`
}

/** `1 day`, `5 days`. */
export function countText(count, name) {
  return `${numberText(count)} ${name}${count === 1 ? '' : 's'}`
}
