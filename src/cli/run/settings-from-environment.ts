export type Environment = Readonly<Record<string, string | undefined>>

/** Settings by name, as in a settings file. */
export type Tree = Readonly<Record<string, unknown>>

export interface Leaf {
  readonly path: readonly string[]
  /** `TICKWISE_CHECKPOINT_EVERY_TICKS` for `checkpoint.everyTicks`. */
  readonly variable: string
  readonly type: string | undefined
}

interface Schema {
  readonly type?: unknown
  readonly properties?: Readonly<Record<string, unknown>>
}

/** Every single setting of a schema, and the variable that says it. The pipeline's name is not one. */
export function settingLeaves(schema: object, path: readonly string[] = []): Leaf[] {
  const { type, properties } = schema as Schema
  if (properties === undefined) {
    const words = path.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase())
    return [{ path, variable: `TICKWISE_${words.join('_')}`, type: typeof type === 'string' ? type : undefined }]
  }
  return Object.entries(properties)
    .filter(([name]) => path.length > 0 || name !== 'name')
    .flatMap(([name, inner]) => settingLeaves(inner as object, [...path, name]))
}

/** What the environment says, as a settings file would. An empty variable says nothing. */
export function fromEnvironment(environment: Environment, schema: object): Tree {
  const tree: Record<string, unknown> = {}
  for (const { path, variable, type } of settingLeaves(schema)) {
    const text = environment[variable]?.trim()
    if (text === undefined || text === '') continue
    let at = tree
    for (const name of path.slice(0, -1)) at = (at[name] ??= {}) as Record<string, unknown>
    at[path.at(-1)!] = toValue(text, type)
  }
  return tree
}

/** A text that doesn't read as its type stays one: the schema then says what it expected. */
function toValue(text: string, type: string | undefined): unknown {
  if (type === 'boolean')
    return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : text
  if (type === 'integer' || type === 'number') return Number.isFinite(Number(text)) ? Number(text) : text
  return text
}
