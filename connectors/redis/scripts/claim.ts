import { metaFields } from '../names.ts'
import { returnCodes } from './return-codes.ts'

/**
 * Makes a token the owner of a partition.
 *
 * | | |
 * |---|---|
 * | KEYS[1] | the partition |
 * | ARGV[1] | token |
 * | ARGV[2] | generation, or '' where generations are not compared |
 * | ARGV[3..6] | names of the fields token, offset, checkpoint, generation |
 * | returns | {done, offset or nil, checkpoint or nil} or {olderGeneration, stored generation} |
 */
export const claimScript = `
if ARGV[2] ~= '' then
  local stored = redis.call('HGET', KEYS[1], ARGV[6])
  if stored and tonumber(ARGV[2]) < tonumber(stored) then return {${returnCodes.olderGeneration}, stored} end
  redis.call('HSET', KEYS[1], ARGV[3], ARGV[1], ARGV[6], ARGV[2])
else
  redis.call('HSET', KEYS[1], ARGV[3], ARGV[1])
end
local found = redis.call('HMGET', KEYS[1], ARGV[4], ARGV[5])
return {${returnCodes.done}, found[1], found[2]}
`

export function claimArguments(token: string, generation: string): string[] {
  const { token: tokenField, offset, checkpoint, generation: generationField } = metaFields
  return [token, generation, tokenField, offset, checkpoint, generationField]
}
