import { countText, decimalsFor, numberText } from '/number-text.js'
import { head, num, showTable } from '/rows.js'
import { showBand } from '/tables.js'

const element = (id) => document.getElementById(id)

/** Skill and coverage of every key, a column a horizon. */
export function showScores({ keys, keysNotShown, band }, tickName) {
  showBand({ band })
  const horizons = [...new Set(keys.flatMap(({ skill }) => skill.map(({ horizon }) => horizon)))].sort((a, b) => a - b)
  const heads = ['Key', num('Ticks'), num('Last value'), ...horizons.map((h) => num(`${countText(h, tickName)} ahead`))]
  const rows = (cell) =>
    keys.map(({ key, ticks, last, text, skill }) => [
      head(key),
      num(numberText(ticks)),
      num(numberText(last, decimalsFor(last ?? 0, text))),
      ...horizons.map((h) => cell(skill.find(({ horizon }) => horizon === h))),
    ])
  const empty = 'No forecasts so far.'
  showTable(element('scores-skill'), heads, rows(skillCell), empty)
  showTable(element('scores-coverage'), heads, rows(coverageCell), empty)
  element('scores-verdict').textContent = verdict(keys)
  const left = keysNotShown > 0 ? ` ${numberText(keysNotShown)} more keys are not shown.` : ''
  element('scores-words').textContent =
    `Mean absolute error of the network beside that of “it stays as it is”, for forecasts whose actual is known.${left}`
}

function skillCell(one) {
  if (one === undefined || one.scored === 0) return num('–')
  const title = `${one.words}; ${numberText(one.scored)} scored`
  return { text: one.short.replaceAll(' %', '\u00a0%'), title, className: `num ${one.standing}` }
}

function coverageCell(one) {
  if (one === undefined || one.scored === 0) return num('–')
  const inside = Math.round(one.coverage * one.scored)
  return {
    ...num(`${numberText(100 * one.coverage, 1)}\u00a0%`),
    title: `${numberText(inside)} of ${numberText(one.scored)}`,
  }
}

/** How many keys the network serves better, at the shortest horizon. */
function verdict(keys) {
  const nearest = keys.map(({ skill }) => skill.find(({ scored }) => scored > 0)).filter((one) => one !== undefined)
  if (nearest.length === 0) return 'Nothing is scored yet.'
  const count = (standing) => nearest.filter((one) => one.standing === standing).length
  const even = count('even') > 0 ? `, even for ${numberText(count('even'))}` : ''
  return `At its shortest horizon the network is better than the last value for ${numberText(count('better'))} of ${countText(nearest.length, 'key')}, worse for ${numberText(count('worse'))}${even}.`
}
