/** Something that pages show whole: `read` is called when somebody looks, and only after `revision` has changed. */
export interface Panel {
  readonly revision: number
  /** Plain JSON of bounded size. */
  read(): object
}
