import { TickwiseError } from '../errors.ts'

const part = '[a-z0-9][a-z0-9._-]*'
const pattern = new RegExp(`^${part}(/${part})*$`)

/** The name, when it is safe as a path, a key and a bucket's name. Throws `CONFIG_INVALID`. */
export function checkObjectName(name: string): string {
  if (pattern.test(name)) return name
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'an object name such as models/0a1b.safetensors: a-z, 0-9, ".", "_" and "-", parts joined by "/"',
    received: JSON.stringify(name),
    action: 'Rename the object.',
  })
}
