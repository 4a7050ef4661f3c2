/** What a head adds of the ratios' sums is scaled down, so that its shares learn at the pace of other weights. */
export const ratioScale = 0.1
