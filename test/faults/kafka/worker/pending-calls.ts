/** Calls of the connectors that have no answer yet: what a worker that does not end is waiting for. */
export class PendingCalls {
  readonly #pending = new Set<string>()

  /** The same object, with every call of it in sight. */
  watch<T extends object>(name: string, inner: T): T {
    return new Proxy(inner, {
      get: (target, property) => {
        const value: unknown = Reflect.get(target, property, target)
        if (typeof value !== 'function') return value
        return (...args: unknown[]): unknown => {
          const result = (value as (...args: unknown[]) => unknown).apply(target, args)
          if (result instanceof Promise) this.#follow(`${name}.${String(property)}`, result)
          return result
        }
      },
    })
  }

  toString(): string {
    return [...this.#pending].join(', ') || 'none'
  }

  #follow(call: string, result: Promise<unknown>): void {
    this.#pending.add(call)
    const done = () => void this.#pending.delete(call)
    result.then(done, done)
  }
}
