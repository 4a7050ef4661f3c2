import uPlot from '/vendor/uplot.js'
import { chartData } from '/chart-data.js'
import { readTheme } from '/theme.js'
import { decimalsFor, numberText, timeText } from '/number-text.js'

const heights = { narrow: 280, wide: 380 }

/** The price line with its past one-step band, the fan ahead and the last-value line. */
export class PriceChart {
  constructor(element, onHover) {
    this.element = element
    this.onHover = onHover
    this.theme = readTheme()
    this.plot = new uPlot(this.options(), [[], [], [], [], [], [], [], [], []], element)
    new ResizeObserver(() => this.resize()).observe(element)
  }

  size() {
    const width = Math.max(200, this.element.clientWidth)
    return { width, height: width < 560 ? heights.narrow : heights.wide }
  }

  resize() {
    this.plot.setSize(this.size())
    if (this.view !== undefined) this.draw(this.view)
  }

  recolour() {
    this.theme = readTheme()
    this.plot.redraw(false)
  }

  draw(view) {
    this.view = view
    // Nine pixels a tick: fewer ticks on a phone, so that the fan stays visible.
    const shown = Math.max(30, Math.min(180, Math.round(this.size().width / 9)))
    this.plot.setData(chartData(view, shown))
  }

  label(index) {
    const view = this.view
    if (view === undefined || !Number.isInteger(index)) return ''
    const at = index - view.first
    if (at >= view.value.length) return `+${at - view.value.length + 1}`
    return timeText(view.time[at]) || `${index}`
  }

  options() {
    const colour = (name) => () => this.theme[name]
    const line = (name, width, more = {}) => ({ stroke: colour(name), width, points: { show: false }, ...more })
    const edge = { points: { show: false }, width: 0 }
    const font = `12px ${this.theme.sans}`
    const axis = { size: 28, stroke: colour('muted'), font, ticks: { show: false } }
    return {
      ...this.size(),
      padding: [12, 12, 0, 0],
      legend: { show: false },
      cursor: { drag: { x: false, y: false }, y: false, points: { size: 7 } },
      scales: { x: { time: false }, y: { range: (_plot, low, high) => paddedRange(low, high) } },
      series: [
        {},
        edge,
        edge,
        line('network', 1, { dash: [2, 3] }),
        line('network', 1, { dash: [2, 3] }),
        line('naive', 1, { alpha: 0.75, paths: uPlot.paths.stepped({ align: -1 }) }),
        line('naive', 1.75, { dash: [4, 3] }),
        line('actual', 1.75),
        line('network', 2.25),
      ],
      bands: [
        { series: [1, 2], fill: colour('band') },
        { series: [3, 4], fill: colour('band') },
      ],
      axes: [
        {
          ...axis,
          grid: { show: false },
          space: 110,
          incrs: [1, 2, 5, 10, 20, 25, 50, 100],
          values: (_plot, splits) => splits.map((split) => this.label(split)),
        },
        { ...axis, size: 64, grid: { stroke: colour('grid'), width: 1 }, values: (_plot, splits) => axisTexts(splits) },
      ],
      hooks: { draw: [(plot) => this.drawNow(plot)], setCursor: [(plot) => this.onHover(this.hoverText(plot))] },
    }
  }

  /** The border between what is known and what is forecast, and the last actual on it. */
  drawNow({ ctx, bbox, data, valToPos }) {
    const actual = data[7]
    const at = actual.findLastIndex((value) => value !== null)
    if (at < 0) return
    const x = Math.round(valToPos(data[0][at], 'x', true))
    const y = valToPos(actual[at], 'y', true)
    const ratio = devicePixelRatio
    ctx.save()
    ctx.strokeStyle = this.theme.muted
    ctx.fillStyle = this.theme.actual
    ctx.lineWidth = ratio
    ctx.setLineDash([2 * ratio, 4 * ratio])
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    ctx.beginPath()
    ctx.arc(x, y, 3.5 * ratio, 0, 2 * Math.PI)
    ctx.fill()
    ctx.restore()
  }

  hoverText({ cursor: { idx }, data }) {
    if (idx === null || idx === undefined || this.view === undefined) return ''
    const [x, bandUpper, bandLower, fanUpper, fanLower, , , actual, network] = data.map((column) => column[idx])
    const show = (value) => numberText(value, decimalsFor(value, this.view.text))
    if (actual === null && network !== null)
      return `${this.label(x)} · network ${show(network)}, band ${show(fanLower)} to ${show(fanUpper)}`
    const band = bandLower === null ? '' : ` · band one step before: ${show(bandLower)} to ${show(bandUpper)}`
    return actual === null ? '' : `${this.label(x)} · actual ${show(actual)}${band}`
  }
}

function paddedRange(low, high) {
  if (low === null || high === null) return [0, 1]
  const margin = (high - low || Math.abs(high) || 1) * 0.06
  return [low - margin, high + margin]
}

function axisTexts(splits) {
  const step = splits.length > 1 ? splits[1] - splits[0] : 1
  const decimals = Math.max(0, Math.min(8, -Math.floor(Math.log10(step) + 1e-9)))
  return splits.map((split) => numberText(split, decimals))
}
