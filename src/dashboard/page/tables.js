import { countText, decimalsFor, numberText } from '/number-text.js'
import { row } from '/rows.js'

/** Share of actuals that the band is to hold, as the run asks for it. */
export function bandText({ band }) {
  const percent = 100 * band
  return `${numberText(percent, Math.abs(percent - Math.round(percent)) < 1e-6 ? 0 : 1)}\u00a0%`
}

/** Writes it wherever the page speaks of the band. */
export function showBand(view) {
  const text = bandText(view)
  for (const place of document.querySelectorAll('[data-band]')) if (place.textContent !== text) place.textContent = text
}

/** Fills the table of forecasts. */
export function showForecasts(body, { forecasts, last, text }, tickName) {
  const decimals = decimalsFor(last, text)
  const rows = forecasts.map(({ horizon, point, lower, upper }) =>
    row([
      { tag: 'th', text: countText(horizon, tickName) },
      { text: numberText(point, decimals), className: 'num' },
      { text: `${numberText(lower, decimals)} – ${numberText(upper, decimals)}`, className: 'num' },
      { text: numberText(last, decimals), className: 'num' },
    ]),
  )
  body.replaceChildren(...rows)
}

/** The nearest forecast as a sentence. */
export function forecastWords({ forecasts, last, text, band }, tickName) {
  const nearest = forecasts[0]
  if (nearest === undefined) return ''
  const show = (value) => numberText(value, decimalsFor(last, text))
  return tight(
    `In ${countText(nearest.horizon, tickName)} the network expects ${show(nearest.point)}, and with ${bandText({ band })} a value between ${show(nearest.lower)} and ${show(nearest.upper)}. Last value stays at ${show(last)}.`,
  )
}

/** Fills the table of skill: a bar to the left when the network is better, to the right when it is worse. */
export function showSkill(body, { skill, last, text }, tickName) {
  const decimals = decimalsFor(last, text) + 1
  const leans = skill.map(({ scored, networkMae, naiveMae }) =>
    scored > 0 && naiveMae > 0 ? networkMae / naiveMae - 1 : 0,
  )
  // The bars share one scale, at least 5 % to the edge, so that a hair's breadth never looks like a win.
  const edge = Math.max(0.05, ...leans.map(Math.abs))
  const rows = skill.map(({ horizon, scored, networkMae, naiveMae, coverage, words, short }, i) =>
    row([
      { tag: 'th', text: countText(horizon, tickName) },
      { text: scored > 0 ? numberText(networkMae, decimals) : '–', className: 'num' },
      { text: scored > 0 ? numberText(naiveMae, decimals) : '–', className: 'num' },
      { child: lean(leans[i] / edge, words, short), className: 'lean' },
      { text: scored > 0 ? `${numberText(100 * coverage, 1)} %` : '–', className: 'num' },
    ]),
  )
  body.replaceChildren(...rows)
}

function lean(share, words, short) {
  const cell = document.createElement('div')
  const track = document.createElement('span')
  const text = document.createElement('span')
  cell.title = words
  track.className = 'track'
  track.setAttribute('aria-hidden', 'true')
  text.textContent = tight(short)
  const bar = document.createElement('i')
  bar.className = share < 0 ? 'better' : 'worse'
  bar.style.width = `${(Math.min(1, Math.abs(share)) * 50).toFixed(2)}%`
  track.append(bar)
  cell.append(track, text)
  return cell
}

/** The answer to "is it any good?": the nearest horizon's error, then its coverage. */
export function verdict({ skill, band }, tickName) {
  const nearest = skill.find(({ scored }) => scored > 0)
  if (nearest === undefined) return 'Nothing is scored yet.'
  const { horizon, scored, words, coverage } = nearest
  const held = `The ${bandText({ band })} band held ${numberText(100 * coverage, 1)} % of ${countText(scored, 'actual')}.`
  return tight(`${countText(horizon, tickName)} ahead: ${words}. ${held}`)
}

/** Keeps a number and its percent sign on one line. */
function tight(text) {
  return text.replaceAll(' %', '\u00a0%')
}
