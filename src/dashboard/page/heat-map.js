import { readTheme } from '/theme.js'
import { numberText } from '/number-text.js'

export const hiddenState = 'hidden state'

/** The hidden state of a key, or one of its gates: a row a unit, a column a tick, the newest at the right edge. */
export class HeatMap {
  constructor(canvas, scale) {
    this.canvas = canvas
    this.scale = scale
    this.recolour()
  }

  recolour() {
    const theme = readTheme()
    this.palette = diverging(theme['heat-low'], theme['heat-mid'], theme['heat-high'])
    const context = this.scale.getContext('2d')
    const image = context.createImageData(this.scale.width, 1)
    const colours = new Uint32Array(image.data.buffer)
    colours.forEach((_, i) => (colours[i] = this.palette[Math.round((i / (colours.length - 1)) * 254)]))
    context.putImageData(image, 0, 0)
    if (this.view !== undefined) this.draw(this.view)
  }

  /** One pixel a cell; the style sheet stretches it without smoothing. */
  draw(view) {
    this.view = view
    const { hidden, units } = view
    const width = 160
    if (units === 0) return
    if (this.canvas.width !== width) this.canvas.width = width
    if (this.canvas.height !== units) this.canvas.height = units
    const context = this.canvas.getContext('2d')
    const image = context.createImageData(width, units)
    const colours = new Uint32Array(image.data.buffer).fill(this.palette[127])
    hidden.forEach((column, i) => {
      const x = width - hidden.length + i
      for (let unit = 0; unit < units; unit++) colours[unit * width + x] = this.palette[column[unit] + 127] ?? 0
    })
    context.putImageData(image, 0, 0)
  }
}

/** What the picture says, in words. */
export function pictureWords({ hidden, units, unitsLeftOut, picture }) {
  const now = hidden.at(-1)
  if (now === undefined || units === 0) return `No ${picture} is published for this key.`
  const left = unitsLeftOut > 0 ? ` (${unitsLeftOut} more are not shown)` : ''
  const begin = `${units} units${left}, a row each, over the last ${hidden.length} ticks.`
  return picture === hiddenState ? `${begin} ${stateWords(now)}` : `${begin} ${gateWords(hidden)}`
}

function stateWords(now) {
  const sizes = Array.from(now, (byte) => Math.abs(byte) / 127)
  const strongest = sizes.indexOf(Math.max(...sizes))
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  const full = sizes.filter((size) => size > 0.95).length
  return `Now: mean size ${numberText(mean, 2)}, strongest unit ${strongest + 1} at ${numberText(now[strongest] / 127, 2)}, ${full} within 5 % of the limit.`
}

/** Ticks of busy turns have no gates: their columns are empty. */
function gateWords(columns) {
  const last = columns.findLast((column) => column[0] !== -128)
  if (last === undefined) return 'None of these ticks was looked at one by one.'
  const values = Array.from(last, (byte) => (byte / 127 + 1) / 2)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const widest = values.indexOf(Math.max(...values))
  return `At the last one: open by ${numberText(mean, 2)} on average, unit ${widest + 1} widest with ${numberText(values[widest], 2)}.`
}

/** 255 colours from low over mid to high, as the bytes of a canvas want them. Blue to orange: told apart by everybody. */
function diverging(low, mid, high) {
  const ends = [low, mid, high].map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)))
  return Uint32Array.from({ length: 255 }, (_, i) => {
    const place = (i - 127) / 127
    const share = Math.abs(place) ** 0.7
    const end = place < 0 ? ends[0] : ends[2]
    const [r, g, b] = ends[1].map((from, channel) => Math.round(from + share * (end[channel] - from)))
    return (255 << 24) | (b << 16) | (g << 8) | r
  })
}
