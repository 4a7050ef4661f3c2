import { join } from 'node:path'
import { z } from 'zod'
import { runSettingsSchema } from '../../src/cli/run/run-settings.ts'
import { settingLeaves } from '../../src/cli/run/settings-from-environment.ts'
import { modelSpecSchema } from '../../src/model/spec.ts'
import { retrainSchema } from '../../src/retraining/retrain-options.ts'
import { referenceRows } from './reference-rows.ts'
import { schemaComments } from './schema-comments.ts'

const source = join(import.meta.dirname, '..', '..', 'src')
const toJson = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })

/** docs/reference.md, from the schemas that check what it lists. */
export function writeReference(): string {
  const settings = new Map([
    ...schemaComments(join(source, 'pipeline/spec.ts'), 'settingsSchema'),
    ...schemaComments(join(source, 'cli/run/run-settings.ts'), 'runSchema'),
  ])
  const variables = new Map(
    settingLeaves(z.toJSONSchema(runSettingsSchema, { io: 'output', unrepresentable: 'any' })).map(
      ({ path, variable }) => [path.join('.'), `\`${variable}\``],
    ),
  )
  return `# Reference of settings and model specs

Generated from the schemas that check them by \`npm run reference\`; edit the comments there. The reference of functions and types is made by the same
command, into \`coverage/reference\`.

## Settings of a run

In a pipeline file (the first ones), in a settings file, in the environment, or on the command line: [operate](how-to/operate.md) says which wins.

${table(toJson(runSettingsSchema), settings, variables)}

## Retraining

The options of \`retrain\` and \`startPipelineRetraining\`: [retrain](how-to/retrain.md).

${table(toJson(retrainSchema), schemaComments(join(source, 'retraining/retrain-options.ts'), 'retrainSchema'))}

## Model spec

What a model file says of its network, as \`createModel\` takes it. What stands in brackets is the variant, by its \`kind\` or \`cell\`.

${table(toJson(modelSpecSchema), schemaComments(join(source, 'model/spec.ts'), 'modelSpecSchema'))}
`
}

function table(schema: object, comments: ReadonlyMap<string, string>, variables?: ReadonlyMap<string, string>): string {
  const heads = ['', 'what it may be', 'default', ...(variables ? ['variable'] : []), '']
  const rows = referenceRows(schema).map(({ path, type, default: value, required }) => [
    `\`${path}\``,
    type,
    value === undefined ? (required ? 'needed' : '') : `\`${value}\``,
    ...(variables ? [variables.get(path) ?? ''] : []),
    comments.get(path) ?? '',
  ])
  return [heads, heads.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`.replace(/ {2,}/g, ' '))
    .join('\n')
}
