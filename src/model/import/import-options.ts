import { z } from 'zod'
import { TickwiseError } from '../../errors.ts'
import { modelSpecSchema, type HeadSpec, type InputSpec } from '../spec.ts'

/** What a file of another framework doesn't say. */
export interface ImportOptions {
  /** The model's name. */
  readonly name: string
  /** What a tick feeds in. Default: a vector as long as the first layer wants it. */
  readonly input?: InputSpec | undefined
  /**
   * What the outputs mean. Default: a forecast of 1, 2, ... ticks ahead, or labels "0", "1", ... where the file ends
   * with a sigmoid or softmax.
   */
  readonly head?: HeadSpec | undefined
  /** PyTorch: name of the linear module that is the head, where it isn't "head" or the only one. */
  readonly headName?: string | undefined
}

const { name, input, head } = modelSpecSchema.shape
const schema = z.strictObject({ name, input: input.optional(), head: head.optional(), headName: z.string().optional() })

/** Throws `CONFIG_INVALID` with every problem at once, so that what follows can only be the file's fault. */
export function checkImportOptions(options: ImportOptions): ImportOptions {
  const parsed = schema.safeParse(options)
  if (parsed.success) return parsed.data
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'options of an import',
    received: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    action: 'Correct what is named.',
    cause: parsed.error,
  })
}
