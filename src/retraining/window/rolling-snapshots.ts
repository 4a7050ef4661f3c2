import type { WindowRing } from './window-ring.ts'
import type { WindowSnapshot } from './window-snapshot.ts'

type Snapshot = Omit<WindowSnapshot, 'exact'>

/** Copies of the records now and then, of which the last before the window's start is wanted in every partition. */
export class RollingSnapshots {
  readonly #copy: () => Snapshot
  #snapshots: readonly Snapshot[]
  /** How many ticks there were at the last copy. */
  at = 0

  constructor(copy: () => Snapshot) {
    this.#copy = copy
    this.#snapshots = [copy()]
  }

  take(ring: WindowRing): void {
    this.at = ring.count
    this.#snapshots = [...this.#since(ring), this.#copy()]
  }

  before(ring: WindowRing): Snapshot {
    return this.#since(ring)[0]!
  }

  /** What a window may still need: its start moves forwards only. */
  #since(ring: WindowRing): readonly Snapshot[] {
    const first = ring.firstOffsets()
    const isBefore = ({ offsets }: Snapshot) =>
      Object.entries(offsets).every(([id, offset]) => offset <= (first.get(id) ?? Infinity))
    const last = this.#snapshots.findLastIndex(isBefore)
    return this.#snapshots.slice(Math.max(0, last))
  }
}
