import type * as S3Library from '@aws-sdk/client-s3'
import { TickwiseError } from '../../src/errors.ts'

/** The S3 client, which is installed by those who need it. Throws `CONFIG_INVALID` without it. */
export async function loadClient(
  load: () => Promise<typeof S3Library> = () => import('@aws-sdk/client-s3'),
): Promise<typeof S3Library> {
  try {
    return await load()
  } catch (cause) {
    throw new TickwiseError('CONFIG_INVALID', {
      expected: 'the package @aws-sdk/client-s3, which talks to S3',
      received: 'no such package',
      action: 'Install it beside tickwise: npm install @aws-sdk/client-s3',
      cause,
    })
  }
}
