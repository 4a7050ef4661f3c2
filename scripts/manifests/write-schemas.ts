import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

interface Schema {
  readonly [name: string]: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: unknown
}

interface Kind {
  readonly group: string
  readonly version: string
  readonly kind: string
}

/** Types that the API takes in more forms than its description says. */
const looser: Readonly<Record<string, object>> = {
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['string', 'integer'] },
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: ['string', 'number'] },
}

/**
 * Writes the schema of every kind of Kubernetes' API, as `<kind>-<group>-<version>.json`, from its OpenAPI description.
 * Properties that the description does not name are refused: a server would drop them without a word.
 */
export function writeKubernetesSchemas(swagger: string, folder: string): void {
  const { definitions } = JSON.parse(readFileSync(swagger, 'utf8')) as { definitions: Record<string, Schema> }
  mkdirSync(folder, { recursive: true })
  const strict = Object.fromEntries(
    Object.entries(definitions).map(([name, schema]) => [name, { ...closed(schema), ...looser[name] }]),
  )
  writeFileSync(join(folder, '_definitions.json'), JSON.stringify({ definitions: strict }))
  for (const [name, schema] of Object.entries(definitions)) {
    for (const kind of (schema['x-kubernetes-group-version-kind'] as readonly Kind[] | undefined) ?? [])
      write(folder, kind, { $ref: `_definitions.json#/definitions/${name}` })
  }
}

/** The same of a custom resource's definition. */
export function writeCustomSchemas(file: string, folder: string): void {
  const { spec } = parse(readFileSync(file, 'utf8')) as {
    spec: {
      group: string
      names: { kind: string }
      versions: readonly { name: string; schema: { openAPIV3Schema: Schema } }[]
    }
  }
  for (const { name: version, schema } of spec.versions)
    write(folder, { group: spec.group, version, kind: spec.names.kind }, closed(schema.openAPIV3Schema))
}

function write(folder: string, { group, version, kind }: Kind, schema: object): void {
  const name = [kind, ...(group === '' ? [] : [group.split('.')[0]]), version].join('-').toLowerCase()
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(schema))
}

/** Without properties that are not named, all the way down. */
function closed(schema: Schema): Schema {
  const inner = Object.entries(schema).map(([name, part]) => {
    if (name === 'properties') {
      const parts = Object.entries(part as Record<string, Schema>)
      return [name, Object.fromEntries(parts.map(([property, of]) => [property, closed(of)]))]
    }
    return [name, name === 'items' ? closed(part as Schema) : part]
  })
  const { properties, additionalProperties } = schema
  const isOpen = properties === undefined || additionalProperties !== undefined || isObjectMeta(properties)
  return { ...(Object.fromEntries(inner) as Schema), ...(isOpen ? {} : { additionalProperties: false }) }
}

/** A custom resource names only the beginning of its metadata. */
function isObjectMeta(properties: Readonly<Record<string, Schema>>): boolean {
  return Object.keys(properties).length === 0
}
