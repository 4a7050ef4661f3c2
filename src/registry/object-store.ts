/**
 * Write-once objects by name: all that a registry needs of a folder, a database or a bucket. Nothing is ever replaced, so
 * two writers can't lose each other's work: the second one is told that the name is taken. A registry removes nothing but
 * the notes of retrainings that have ended.
 */
export interface ObjectStore {
  /** For messages: where the objects are. */
  readonly place: string
  /** Writes an object whole or not at all; false when the name is taken. */
  create(name: string, bytes: Uint8Array): Promise<boolean>
  read(name: string): Promise<Uint8Array | undefined>
  /** Names that begin with `prefix`, ascending by code units. */
  list(prefix: string): Promise<readonly string[]>
  /** Nothing happens where there is no such object. */
  remove(name: string): Promise<void>
  close(): Promise<void>
}
