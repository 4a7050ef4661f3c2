import { numberText } from '/number-text.js'
import { head, num, showTable } from '/rows.js'
import { readTheme } from '/theme.js'

const element = (id) => document.getElementById(id)
const phaseWords = {
  read: 'waiting for ticks',
  recover: 'taking partitions over',
  load: 'loading records',
  compute: 'computing',
  commit: 'committing outputs',
  save: 'saving a checkpoint',
}

/** How the loop goes: throughput, latency, partitions. */
export class RunView {
  show(view) {
    this.view = view
    this.draw()
    this.showTimes(view)
    this.showPartitions(view)
  }

  showTimes({ latency, phases, turns, cache }) {
    const times = ({ count, median, p95, p99 }) => [numberText(count), ...[median, p95, p99].map(msText)].map(num)
    const rows = [
      [head('a tick, from read to committed'), ...times(latency)],
      ...phases.map((phase) => [head(phaseWords[phase.name] ?? phase.name), ...times(phase)]),
    ]
    showTable(element('run-times'), ['What', num('Times'), num('Median'), num('95 %'), num('99 %')], rows, '')
    const size = turns.medianTicks === null ? '' : ` A turn has ${numberText(turns.medianTicks)} ticks (median).`
    element('run-words').textContent =
      `Of the last thousand times.${size} ${numberText(cache.keys)} key records in memory, ${numberText(cache.dirty)} of them not saved yet.`
  }

  showPartitions({ partitions, partitionsNotShown }) {
    const rows = partitions.map(({ id, ticks, next, lag }) => [
      head(id),
      num(numberText(ticks)),
      num(numberText(next)),
      { ...num(numberText(lag)), title: lag === null ? 'not known: this source is no log' : '' },
    ])
    showTable(
      element('run-partitions'),
      ['Partition', num('Ticks'), num('Next offset'), num('Lag')],
      rows,
      'None so far.',
    )
    const known = partitions.filter(({ lag }) => lag !== null)
    const behind = known.reduce((sum, { lag }) => sum + lag, 0)
    const words =
      known.length === 0
        ? 'This source does not tell how far behind a run is.'
        : `${numberText(behind)} behind the end of the log in all.`
    element('parts-words').textContent =
      partitionsNotShown > 0 ? `${words} ${numberText(partitionsNotShown)} more are not shown.` : words
  }

  recolour() {
    if (this.view !== undefined) this.draw()
  }

  /** A bar a second, the newest at the right edge. */
  draw() {
    const { perSecond } = this.view
    const canvas = element('rate')
    const ratio = devicePixelRatio
    const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((side) => Math.round(side * ratio))
    if (width === 0) return
    Object.assign(canvas, { width, height })
    const context = canvas.getContext('2d')
    const most = Math.max(1, ...perSecond)
    const step = width / 120
    context.fillStyle = readTheme().network
    perSecond.forEach((ticks, i) => {
      const tall = (ticks / most) * (height - 2)
      context.fillRect(width - (perSecond.length - i) * step, height - tall, Math.max(1, step - ratio), tall)
    })
    const last = perSecond.at(-1)
    const mean = perSecond.reduce((sum, ticks) => sum + ticks, 0) / (perSecond.length || 1)
    element('rate-words').textContent =
      last === undefined
        ? 'No second is over yet.'
        : `${numberText(last)} in the last second, ${numberText(mean, mean < 10 ? 1 : 0)} on average over ${perSecond.length} seconds, ${numberText(most)} at most.`
  }
}

function msText(ms) {
  return numberText(ms, ms < 10 ? 2 : ms < 100 ? 1 : 0)
}
