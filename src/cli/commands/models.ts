import { Argument } from 'commander'
import type { Command } from '../command.ts'
import { exitCode } from '../exit-code.ts'

interface ModelsOptions {
  readonly registry: string
  readonly reason?: string
}

const actions = ['list', 'history', 'show', 'compare', 'add', 'promote', 'rollback'] as const

export const models: Command<ModelsOptions> = {
  examples: [
    'tickwise models',
    'tickwise models add models/prices.safetensors',
    'tickwise models promote models/prices.safetensors --reason "the first"',
    'tickwise models promote 3f9c2a71b04e --reason "better on last week"',
    'tickwise models rollback --reason "worse since Monday"',
  ],
  configure(line) {
    line
      .description(
        'Which models there are, which one serves, and why. A registry is a folder, an SQLite file, a Redis server or a bucket; nothing in it is ' +
          'ever changed or deleted, so that a replay finds every model that has served.',
      )
      .addArgument(new Argument('[action]', 'what to do').choices(actions).default('list'))
      .argument(
        '[models...]',
        'fingerprints, their first 8 or more digits, "champion" or "challenger"; a file to add or to promote',
      )
      .option(
        '--registry <place>',
        'folder, SQLite file that ends in .sqlite or .db, redis://host:port or s3://bucket/prefix',
        'registry',
      )
      .option('--reason <words>', 'why: promote and rollback ask for it')
  },
  async run({ operands: [action = 'list', ...operands], options: { registry: place, reason, json }, print }) {
    const { openRegistry } = await import('../models/open-registry.ts')
    const { modelsActions } = await import('../models/run-models.ts')
    const registry = await openRegistry(place)
    try {
      const { data, text } = await modelsActions[action]!(registry, { operands, reason })
      print(json ? JSON.stringify(data) : text)
      return exitCode.ok
    } finally {
      await registry.close()
    }
  },
}
