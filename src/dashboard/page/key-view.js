const columns = ['time', 'value', 'point', 'lower', 'upper']
const most = 400
const mostHidden = 160

/** What the page knows of one key: the last ticks, contiguous, and the last hidden states. */
export class KeyView {
  constructor() {
    this.name = undefined
    this.first = 0
    for (const column of columns) this[column] = []
    this.units = 0
    this.hidden = []
    this.picture = 'hidden state'
    this.pictures = []
    this.forecasts = []
    this.skill = []
    this.band = 0.8
  }

  /** Takes one update in; ticks that were skipped in between make a new start rather than a false line. */
  apply({ name, series, hidden, text, forecasts, skill, band, pictures }, fresh) {
    if (fresh || name !== this.name || series.first !== this.first + this.value.length) {
      this.name = name
      this.first = series.first
      for (const column of columns) this[column] = []
      this.hidden = []
    }
    for (const column of columns) this[column].push(...series[column])
    const surplus = Math.max(0, this.value.length - most)
    for (const column of columns) this[column].splice(0, surplus)
    this.first += surplus
    Object.assign(this, { text, forecasts, skill, band: band ?? this.band, pictures })
    if (hidden !== undefined) this.applyHidden(hidden)
  }

  applyHidden({ name, units, unitsLeftOut, count, base64 }) {
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
    if (units !== this.units || name !== this.picture) this.hidden = []
    this.picture = name
    this.units = units
    this.unitsLeftOut = unitsLeftOut
    for (let i = 0; i < count; i++) this.hidden.push(new Int8Array(bytes.buffer, i * units, units))
    this.hidden.splice(0, Math.max(0, this.hidden.length - mostHidden))
  }

  get last() {
    return this.value.at(-1)
  }
}
