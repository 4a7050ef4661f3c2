import { connect } from '/connection.js'
import { KeyView } from '/key-view.js'
import { showLetters } from '/letters-view.js'
import { LiveView } from '/live-view.js'
import { showModels } from '/models-view.js'
import { numberText } from '/number-text.js'
import { routeViews } from '/router.js'
import { RunView } from '/run-view.js'
import { showScores } from '/scores-view.js'
import { onThemeChange } from '/theme.js'

const element = (id) => document.getElementById(id)
const view = new KeyView()
const live = new LiveView()
const run = new RunView()
const calm = matchMedia('(prefers-reduced-motion: reduce)')
const about = { title: '', tickName: 'tick' }
/** How each view beside the forecasts is drawn, from the last panel that came for it. */
const panels = {
  scores: (panel) => showScores(panel, about.tickName),
  run: (panel) => run.show(panel),
  letters: showLetters,
}
let current
let panel
let models
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

function draw() {
  waiting = 0
  drawnAt = performance.now()
  showState()
  if (held) return
  if (current === 'models') showModels(models)
  else if (current !== 'forecasts') panel && panels[current](panel)
  else if (view.last !== undefined) live.draw(view, about.tickName)
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
    models = update.models ?? models
    panel = update.panel ?? panel
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
  watch({ key: event.target.value })
  hold(false)
})
element('picture').addEventListener('change', (event) => {
  watch({ picture: event.target.value })
  hold(false)
})
onThemeChange(() => {
  live.recolour()
  run.recolour()
})
routeViews((name) => {
  current = name
  panel = undefined
  watch({ panel: name === 'forecasts' ? undefined : name })
  hold(false)
})

Object.assign(about, await (await fetch('/about.json')).json())
document.title = `${about.title} · Tickwise`
element('title').textContent = about.title
drawSoon()
