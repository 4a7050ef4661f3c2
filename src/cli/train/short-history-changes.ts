/**
 * Changes known from which on a network is asked instead of the short-history bands. Training scores nothing before a
 * state has seen as many ticks (its burn-in), so nothing is known of a network's words on less.
 */
export const shortHistoryChanges = 32
