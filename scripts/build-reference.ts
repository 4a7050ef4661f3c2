import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeReference } from './reference/write-reference.ts'

/** Writes docs/reference.md from the schemas: `npm run reference`, which also makes the reference of functions and types. */
writeFileSync(join(import.meta.dirname, '..', 'docs', 'reference.md'), writeReference())
