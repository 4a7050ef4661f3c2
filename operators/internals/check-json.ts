import { TickFailure } from '../../src/turn/tick-failure.ts'

/** Returns `value` if JSON can carry it without loss; throws a `TickFailure` that names the path otherwise. */
export function checkJson<S>(value: S, path = 'state'): S {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      if (Number.isFinite(value)) return value
      throw new TickFailure('non-finite', {
        expected: `a finite number at ${path}`,
        received: String(value),
        action: 'Return a finite state; the tick is left out.',
      })
    case 'object':
      if (value === null) return value
      if (Array.isArray(value)) value.forEach((item, i) => checkJson(item, `${path}[${i}]`))
      else if (isPlain(value)) for (const [key, item] of Object.entries(value)) checkJson(item, `${path}.${key}`)
      else break
      return value
  }
  throw new TickFailure('failed', {
    expected: `plain JSON at ${path}`,
    received: value === null ? 'null' : typeof value === 'object' ? 'a class instance' : typeof value,
    action: 'Keep states to objects, arrays, strings, numbers, booleans and null.',
  })
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
