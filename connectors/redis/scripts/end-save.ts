import { returnCodes } from './return-codes.ts'

/**
 * Last of a save's transaction: puts the partition back. What a refused save has written has no token, and goes.
 *
 * | | |
 * |---|---|
 * | KEYS[1] | the partition |
 * | KEYS[2] | the partition while it is being saved |
 * | ARGV[1] | name of the field token |
 * | returns | {done} |
 */
export const endSaveScript = `
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then
  redis.call('RENAME', KEYS[2], KEYS[1])
else
  redis.call('UNLINK', KEYS[2])
end
return {${returnCodes.done}}
`
