import { variantPath } from './variant-path.ts'

interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly oneOf?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
  readonly minItems?: number
  readonly maxItems?: number
}

export interface ReferenceRow {
  readonly path: string
  /** What it may be, in words. */
  readonly type: string
  /** As JSON; undefined where there is none. */
  readonly default: string | undefined
  readonly required: boolean
}

/** Every value of a schema, with the path that `schemaComments` gives it. */
export function referenceRows(schema: object): ReferenceRow[] {
  return rowsOf(schema, '', true)
}

function rowsOf(schema: JsonSchema, path: string, required: boolean): ReferenceRow[] {
  const own = path === '' ? [] : [{ path, type: typeOf(schema), default: defaultOf(schema), required }]
  const variants = (schema.oneOf ?? schema.anyOf ?? []).filter(({ properties }) => properties !== undefined)
  if (variants.length > 0)
    return [...own, ...variants.flatMap((variant) => rowsOf(variant, variantPath(path, labelOf(variant)), false))]
  if (schema.items !== undefined && (schema.items.properties ?? schema.items.oneOf) !== undefined)
    // What stands in the list is the list's own row.
    return [...own, ...rowsOf(schema.items, `${path}[]`, true).slice(1)]
  if (schema.properties === undefined) return own
  const label = labelOf(schema)
  const inner = Object.entries(schema.properties)
    .filter(([, part]) => part.const === undefined || part.const !== label)
    .flatMap(([name, part]) =>
      rowsOf(part, path === '' ? name : `${path}.${name}`, schema.required?.includes(name) ?? false),
    )
  // A group of settings is no value of its own.
  return path.endsWith(')') || path.endsWith(']') ? [...own, ...inner] : inner
}

/** The literal that tells a variant from the others. */
function labelOf({ properties = {} }: JsonSchema): string | undefined {
  const literal = Object.values(properties).find((part) => typeof part.const === 'string')
  return literal?.const as string | undefined
}

function typeOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ')
  const variants = schema.oneOf ?? schema.anyOf
  if (variants !== undefined)
    return variants.every(({ properties }) => properties) ? 'one of these' : variants.map(typeOf).join(' or ')
  if (schema.items !== undefined) {
    const count = range(schema.minItems, schema.maxItems)
    return `list${count === '' ? '' : ` of ${count}`}${(schema.items.properties ?? schema.items.oneOf) ? '' : `: ${typeOf(schema.items)}`}`
  }
  if (schema.properties !== undefined) return 'object'
  const { minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = schema
  const limits = [
    range(minimum, maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum),
    above === undefined ? '' : `above ${above}`,
    below === undefined ? '' : `below ${below}`,
  ].filter((text) => text !== '')
  const name =
    { integer: 'whole number', boolean: 'true or false', string: 'text' }[String(schema.type)] ??
    schema.type ??
    'anything'
  return [name, ...limits].join(', ')
}

function range(least: number | undefined, most: number | undefined): string {
  if (least === undefined || least === Number.MIN_SAFE_INTEGER) return most === undefined ? '' : `at most ${most}`
  return most === undefined ? `at least ${least}` : `${least} to ${most}`
}

function defaultOf(schema: JsonSchema): string | undefined {
  return schema.default === undefined ? undefined : JSON.stringify(schema.default)
}
