import { metaFields } from '../names.ts'
import { returnCodes } from './return-codes.ts'

/**
 * First of a save's transaction: takes the partition aside when the save may go on, so that what the transaction
 * writes next reaches it. When the save is refused, the partition stays where it is and those writes miss it.
 *
 * | | |
 * |---|---|
 * | KEYS[1] | the partition |
 * | KEYS[2] | the partition while it is being saved |
 * | ARGV[1] | token |
 * | ARGV[2] | previous offset, or '' for a first save |
 * | ARGV[3] | new offset |
 * | ARGV[4..5] | names of the fields token, offset |
 * | returns | {done}, {otherToken, stored token or nil} or {otherOffset, stored offset or nil} |
 */
export const beginSaveScript = `
local found = redis.call('HMGET', KEYS[1], ARGV[4], ARGV[5])
if found[1] ~= ARGV[1] then return {${returnCodes.otherToken}, found[1]} end
local offset = found[2] or ''
if offset ~= ARGV[2] and offset ~= ARGV[3] then return {${returnCodes.otherOffset}, found[2]} end
redis.call('RENAME', KEYS[1], KEYS[2])
return {${returnCodes.done}}
`

export function beginSaveArguments(token: string, previous: string, next: string): string[] {
  return [token, previous, next, metaFields.token, metaFields.offset]
}
