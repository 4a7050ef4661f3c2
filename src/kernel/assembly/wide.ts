let wide: bool = false

/** Whether the engine joins two vector registers to one of twice the width: tiles are larger then. They change no bits. */
@inline export function isWide(): bool {
  return wide
}

export function useWideTiles(on: bool): void {
  wide = on
}
