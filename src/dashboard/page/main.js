import { connect } from '/connection.js'
import { HeatMap, hiddenWords } from '/heat-map.js'
import { KeyView } from '/key-view.js'
import { decimalsFor, numberText, timeText } from '/number-text.js'
import { PriceChart } from '/price-chart.js'
import { forecastWords, showForecasts, showSkill, verdict } from '/tables.js'
import { onThemeChange } from '/theme.js'

const element = (id) => document.getElementById(id)
const view = new KeyView()
const chart = new PriceChart(element('chart'), (text) => (element('readout').textContent = text))
const heat = new HeatMap(element('heat'), element('scale'))
const calm = matchMedia('(prefers-reduced-motion: reduce)')
const about = { title: '', tickName: 'tick' }
let status
let line = 'connecting'
let held = false
let drawnAt = 0
let waiting = 0

const stateWords = {
  connecting: 'Connecting',
  lost: 'Connection lost – trying again',
  waiting: 'Waiting for the first tick',
  running: 'Live',
  paused: 'Paused',
  ended: 'Ended',
}

function showState() {
  const state = line === 'open' ? (status?.state ?? (view.last === undefined ? 'waiting' : 'running')) : line
  const words = held && line === 'open' ? `View held, run ${state}` : stateWords[state]
  const box = element('state')
  // Written only when it changes: a screen reader says it aloud.
  if (box.textContent !== words) box.textContent = words
  box.dataset.state = state
}

function showStatus() {
  if (!status) return
  element('stat-ticks').textContent = numberText(status.ticks)
  element('stat-rate').textContent = numberText(status.ticksPerSecond, status.ticksPerSecond < 10 ? 1 : 0)
  element('stat-keys').textContent = numberText(status.keys)
  element('stat-dead').textContent = numberText(status.deadLetters)
  element('stat-dead').dataset.alert = String(status.deadLetters > 0)
  element('stat-offset-box').hidden = status.checkpointOffset === undefined
  element('stat-offset').textContent = numberText(status.checkpointOffset)
}

function showKeys(keys, leftOut) {
  const select = element('key')
  if (keys !== undefined) {
    // Added to, not built anew, so that an open list stays open while keys arrive.
    if ([...select.options].some(({ value }, i) => value !== keys[i])) select.replaceChildren()
    select.append(...keys.slice(select.options.length).map((key) => new Option(key, key)))
  }
  select.disabled = select.options.length === 0
  element('keys-left-out').textContent = leftOut > 0 ? `and ${numberText(leftOut)} more, not shown` : ''
  if (view.name !== undefined && document.activeElement !== select) select.value = view.name
}

function showPrice() {
  const { value, time, text, last } = view
  if (last === undefined) return
  const decimals = decimalsFor(last, text)
  const before = value.at(-2)
  element('price').textContent = numberText(last, decimals)
  const moved = before === undefined ? '' : `${last >= before ? '+' : ''}${numberText(last - before, decimals)}`
  const share = before ? ` (${last >= before ? '+' : ''}${numberText((100 * (last - before)) / before, 2)} %)` : ''
  element('change').textContent = [moved + share, timeText(time.at(-1))].filter(Boolean).join(' · ')
}

function draw() {
  waiting = 0
  drawnAt = performance.now()
  showState()
  if (view.last === undefined || held) return
  showPrice()
  chart.draw(view)
  heat.draw(view)
  showForecasts(element('ahead'), view, about.tickName)
  showSkill(element('skill'), view, about.tickName)
  element('ahead-words').textContent = forecastWords(view, about.tickName)
  element('verdict').textContent = verdict(view, about.tickName)
  element('hidden-words').textContent = hiddenWords(view)
  element('heat-from').textContent = view.hidden.length > 0 ? `${view.hidden.length} ticks ago` : ''
}

/** A frame of the screen at most, and once a second for those who asked for less motion. */
function drawSoon() {
  if (waiting !== 0) return
  const pause = calm.matches ? Math.max(0, 1000 - (performance.now() - drawnAt)) : 0
  waiting = setTimeout(() => requestAnimationFrame(draw), pause)
}

const watch = connect({
  onState(next) {
    line = next
    showState()
  },
  onUpdate(update, fresh) {
    status = update.status ?? status
    if (update.key !== undefined) view.apply(update.key, fresh)
    showKeys(update.keys, update.keysNotShown)
    showStatus()
    drawSoon()
  },
})

function hold(next) {
  held = next
  element('hold').setAttribute('aria-pressed', String(held))
  draw()
}

element('hold').addEventListener('click', () => hold(!held))
element('key').addEventListener('change', (event) => {
  watch(event.target.value)
  hold(false)
})
onThemeChange(() => {
  chart.recolour()
  heat.recolour()
})

Object.assign(about, await (await fetch('/about.json')).json())
document.title = `${about.title} · Tickwise`
element('title').textContent = about.title
drawSoon()
