/** The token of a claim, `<generation>:<nonce>`: it fences older owners and must never repeat. Never part of a state. */
export function createToken(generation: number): string {
  return `${generation}:${crypto.randomUUID()}`
}
