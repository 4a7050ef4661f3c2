import { numberText, timeText } from '/number-text.js'
import { head, num, showTable } from '/rows.js'

const element = (id) => document.getElementById(id)
const none = 'The models of this run can’t change: it takes none from a registry.'
const eventWords = {
  shadowing: 'advances beside the champion',
  swapped: 'serves from here on',
  restored: 'the way back',
  refused: 'refused',
  failed: 'could not be had',
  'retraining-began': 'retraining began',
  promoted: 'promoted',
  challenges: 'waits for a person',
  rejected: 'rejected',
  stopped: 'retraining stopped',
  'retraining-failed': 'retraining failed',
}

/** Who serves, what was decided, and the retraining under way. */
export function showModels(view) {
  showServing(view?.serving ?? [])
  showHistory(view?.serving ?? [])
  showEvents(view?.events ?? [])
  showRetraining(view?.retraining)
}

function showServing(serving) {
  const rows = serving.map(({ model, partition, version, since, shadow }) => [
    head(model),
    partition,
    { child: code(version) },
    num(numberText(since)),
    shadow === undefined ? '–' : shadowText(shadow),
  ])
  showTable(element('models-serving'), ['Model', 'Partition', 'Version', num('Since offset'), 'Dual run'], rows, none)
}

function shadowText({ version, until, scored, servingLoss, shadowLoss }) {
  const losses = scored > 0 ? `, loss ${numberText(shadowLoss, 4)} beside ${numberText(servingLoss, 4)}` : ''
  return `${version} until offset ${numberText(until)}: ${numberText(scored)} compared${losses}`
}

function showHistory(serving) {
  const rows = serving.flatMap(({ model, partition, history }) =>
    history
      .toReversed()
      .map(({ offset, version, policy, decision }) => [
        head(`${model}, ${partition}`),
        num(numberText(offset)),
        { child: code(version) },
        policy,
        num(numberText(decision)),
      ]),
  )
  const heads = ['Model', num('From offset'), 'Version', 'State', num('Decision')]
  showTable(element('models-history'), heads, rows, serving.length === 0 ? none : 'No swap so far.')
}

function showEvents(events) {
  const rows = events.map(({ at, kind, model, partition, offset, before, version, reason, scores }) => [
    head(timeText(at)),
    eventWords[kind] ?? kind,
    [model, partition, offset === undefined ? undefined : `@ ${numberText(offset)}`].filter(Boolean).join(' '),
    [before, version].filter(Boolean).join(' → ') || '–',
    { text: [reason, scoresText(scores)].filter(Boolean).join(' · '), className: 'wraps' },
  ])
  showTable(
    element('models-events'),
    ['When (UTC)', 'What', 'Where', 'Version', 'Why'],
    rows,
    'Nothing was decided so far.',
  )
}

function scoresText(scores) {
  if (scores === undefined) return ''
  return Object.entries(scores)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join(', ')
}

function showRetraining(retraining) {
  const { state, reason, since, champion, token, window, progress, outcome } = retraining ?? {}
  const words = {
    reading: 'Reading its window',
    training: 'Training',
    ended: `Ended: ${eventWords[outcome] ?? outcome ?? ''}`,
  }
  element('retraining-words').textContent = retraining === undefined ? 'None in this run.' : words[state]
  const bar = element('retraining-progress')
  bar.hidden = progress === undefined || state === 'ended'
  if (progress !== undefined) bar.value = progress.updates / (progress.totalUpdates || 1)
  const facts = [
    retraining && ['Why', reason],
    retraining && ['Since (UTC)', timeText(since)],
    retraining && ['Number in the registry', numberText(token)],
    retraining && ['Champion', champion],
    window && [
      'Window',
      `${numberText(window.ticks)} ticks of ${numberText(window.keys)} keys${window.exact ? '' : ', features not exact'}`,
    ],
    progress && ['Updates', `${numberText(progress.updates)} of ${numberText(progress.totalUpdates)}`],
    progress && [
      'Loss',
      `training ${lossText(progress.trainingLoss)}, validation ${lossText(progress.validationLoss)}, best ${lossText(progress.bestValidationLoss)}`,
    ],
  ].filter(Boolean)
  const rows = facts.map(([name, text]) => [head(name), { text, className: 'wraps' }])
  showTable(element('retraining-facts'), ['Fact', 'Value'], rows, 'A retraining shows here how far it is.')
}

const lossText = (loss) => numberText(loss, 4)

function code(text) {
  const element = document.createElement('code')
  element.textContent = text
  return element
}
