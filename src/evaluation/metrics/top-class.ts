/** Index of the largest probability; the first of equals. */
export function topClass(probabilities: ArrayLike<number>): number {
  let top = 0
  for (let n = 1; n < probabilities.length; n++) if (probabilities[n]! > probabilities[top]!) top = n
  return top
}
