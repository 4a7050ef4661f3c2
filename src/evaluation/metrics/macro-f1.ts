import { checkPairs } from './check-pairs.ts'

/** Mean F1 over the classes that occur as actual or predicted labels, each counting the same; 0 to 1. */
export function macroF1<Label>(actual: ArrayLike<Label>, predicted: ArrayLike<Label>): number {
  checkPairs(actual, predicted)
  const labels = new Set([...Array.from(actual), ...Array.from(predicted)])
  let sum = 0
  for (const label of labels) sum += f1(actual, predicted, label)
  return sum / labels.size
}

/** Harmonic mean of precision and recall of one class; 0 where nothing of it was found. */
export function f1<Label>(actual: ArrayLike<Label>, predicted: ArrayLike<Label>, label: Label): number {
  checkPairs(actual, predicted)
  let found = 0
  let wrong = 0
  for (let i = 0; i < actual.length; i++) {
    const [is, said] = [actual[i] === label, predicted[i] === label]
    if (is && said) found++
    else if (is || said) wrong++
  }
  return found === 0 ? 0 : (2 * found) / (2 * found + wrong)
}
