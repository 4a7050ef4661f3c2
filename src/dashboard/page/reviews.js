import { Curve } from '/curve.js'
import { percent, showState, Writer } from '/writer.js'

const element = (id) => document.getElementById(id)
const curve = new Curve(element('curve'))
const calm = matchMedia('(prefers-reduced-motion: reduce)')
const wordMs = 90
/** Longer texts are shown in bigger steps. */
const mostSteps = 60
/** A word that moves it by less is not called a turn. */
const leastTurn = 0.1

let classes = ['negative', 'positive']
let answer
let text = ''
let shown = 0
let timer

function draw() {
  const c = classes.length - 1
  const tokens = answer.tokens.slice(0, shown)
  const last = tokens.at(-1)
  const start = answer.tokens.length > 0 ? before(answer.tokens[0], c) : answer.probabilities[c]
  curve.draw([
    { text: '', probability: start },
    ...tokens.map(({ text, probabilities }) => ({ text, probability: probabilities[c] })),
  ])
  element('words').replaceChildren(...tokens.map((token) => wordItem(token, c)))
  element('words').scrollTop = element('words').scrollHeight
  const isWhole = shown === answer.tokens.length
  if (last === undefined) element('verdict').textContent = 'Nothing is written yet.'
  else {
    const best = last.probabilities.indexOf(Math.max(...last.probabilities))
    element('verdict').textContent = `${classes[best]}, ${percent(last.probabilities[best])} sure`
  }
  element('turn').textContent = isWhole && last !== undefined ? turnText(tokens, c) : ''
  element('facts').textContent = last === undefined ? '' : `After ${shown} words and signs.`
}

const before = ({ probabilities, moved }, c) => probabilities[c] - moved[c]

function wordItem({ from, to, moved }, c) {
  const item = document.createElement('li')
  const points = Math.round(100 * moved[c])
  item.className = points > 0 ? 'up' : points < 0 ? 'down' : ''
  const figure = document.createElement('small')
  figure.textContent = points > 0 ? `+${points}` : points < 0 ? `−${-points}` : '0'
  item.append(text.slice(from, to), figure)
  return item
}

function turnText(tokens, c) {
  const sorted = [...tokens].sort((a, b) => a.moved[c] - b.moved[c])
  const turns = [...new Set([sorted[0], sorted.at(-1)])].filter(({ moved }) => Math.abs(moved[c]) >= leastTurn)
  if (turns.length === 0) return 'No single word turned it.'
  const words = turns.map(({ from, to, moved }) => {
    const points = Math.round(100 * moved[c])
    return `“${text.slice(from, to)}” (${points > 0 ? '+' : '−'}${Math.abs(points)})`
  })
  return `It turned most at ${words.join(' and ')}, in points of ${classes[c]}.`
}

/** Moves on to the newest answer, a word at a time. */
function move() {
  clearTimeout(timer)
  const left = answer.tokens.length - shown
  if (left > 0) shown += calm.matches ? left : Math.max(1, Math.ceil(left / mostSteps))
  draw()
  if (shown < answer.tokens.length) timer = setTimeout(move, wordMs)
}

const writer = new Writer({
  quietMs: 700,
  onAnswer(next, sent) {
    const known = (answer?.tokens ?? []).slice(0, shown)
    const same = known.findIndex(({ text, to }, i) => next.tokens[i]?.text !== text || next.tokens[i].to !== to)
    shown = Math.min(next.tokens.length, same < 0 ? known.length : same)
    answer = next
    text = sent.text
    move()
  },
  onState: (state) => showState(element('state'), state),
})

const box = element('text')
box.addEventListener('input', (event) => writer.write(box.value, event.inputType === 'insertFromPaste'))

function put(value) {
  box.value = value
  box.focus()
  writer.write(value, true)
}

element('clear').addEventListener('click', () => put(''))
for (const button of document.querySelectorAll('[data-text]'))
  button.addEventListener('click', () => put(button.dataset.text))

const about = await (await fetch('/about.json')).json()
classes = about.classes
element('curve-name').textContent = classes.at(-1)
writer.write(box.value)
