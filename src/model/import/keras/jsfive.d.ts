/** The part of jsfive that is used here; the package has no types of its own. */
declare module 'jsfive' {
  export class Group {
    readonly keys: readonly string[]
    readonly attrs: Readonly<Record<string, unknown>>
    get(name: string): unknown
  }
  export class Dataset {
    readonly shape: readonly number[]
    readonly dtype: unknown
    readonly value: unknown
  }
  export class File extends Group {
    constructor(bytes: ArrayBuffer, name?: string)
  }
}
