import { z } from 'zod'
import { TickwiseError } from '../../src/errors.ts'

const optionsSchema = z.strictObject({
  bucket: z.string().min(3).max(63),
  /** Put in front of every object's name; ends with a slash, or is empty. */
  prefix: z
    .string()
    .regex(/^([A-Za-z0-9._-]+\/)*$/, 'parts of letters, digits, ".", "_" and "-", each with "/" behind it')
    .default('tickwise/'),
  region: z.string().min(1).default('us-east-1'),
  /** Of a server other than Amazon's: http://host:port. Default: what the client finds in the environment. */
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
  /** Default: what the client finds in the environment, in its files, or from the machine's role. */
  credentials: z.strictObject({ accessKeyId: z.string().min(1), secretAccessKey: z.string().min(1) }).optional(),
})
export type S3Config = z.infer<typeof optionsSchema>

/** Where a registry's objects are in an S3-compatible storage. */
export type S3Options = z.input<typeof optionsSchema>

/** Throws `CONFIG_INVALID` with every fault at once; secrets are not named. */
export function parseOptions(options: S3Options): S3Config {
  const parsed = optionsSchema.safeParse(options)
  if (parsed.success) return parsed.data
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'sound options of an S3 storage',
    received: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`).join('; '),
    action: 'Correct every option named.',
  })
}
