import { HeatMap, hiddenState, pictureWords } from '/heat-map.js'
import { decimalsFor, numberText, timeText } from '/number-text.js'
import { PriceChart } from '/price-chart.js'
import { forecastWords, showBand, showForecasts, showSkill, verdict } from '/tables.js'

const element = (id) => document.getElementById(id)

/** The latest tick of a key: its chart, what comes next, how good that was so far, and the hidden state. */
export class LiveView {
  constructor() {
    this.chart = new PriceChart(element('chart'), (text) => (element('readout').textContent = text))
    this.heat = new HeatMap(element('heat'), element('scale'))
  }

  draw(view, tickName) {
    showPrice(view)
    this.chart.draw(view)
    this.heat.draw(view)
    showForecasts(element('ahead'), view, tickName)
    showSkill(element('skill'), view, tickName)
    element('ahead-words').textContent = forecastWords(view, tickName)
    element('verdict').textContent = verdict(view, tickName)
    element('hidden-words').textContent = pictureWords(view)
    element('heat-from').textContent = view.hidden.length > 0 ? `${view.hidden.length} ticks ago` : ''
    showPictures(view)
    showBand(view)
  }

  recolour() {
    this.chart.recolour()
    this.heat.recolour()
  }
}

/** What there is to look at, and the ends of its scale. */
function showPictures({ pictures, picture }) {
  const select = element('picture')
  for (const name of pictures.slice(select.options.length)) select.append(new Option(name, name))
  const isState = picture === hiddenState
  element('scale-low').textContent = isState ? '−1' : 'closed'
  element('scale-high').textContent = isState ? '+1' : 'open'
  element('heat').setAttribute('aria-label', `Heat map: ${picture}`)
}

function showPrice({ value, time, text, last }) {
  if (last === undefined) return
  const decimals = decimalsFor(last, text)
  const before = value.at(-2)
  element('price').textContent = numberText(last, decimals)
  const moved = before === undefined ? '' : `${last >= before ? '+' : ''}${numberText(last - before, decimals)}`
  const share = before ? ` (${last >= before ? '+' : ''}${numberText((100 * (last - before)) / before, 2)} %)` : ''
  element('change').textContent = [moved + share, timeText(time.at(-1))].filter(Boolean).join(' · ')
}
