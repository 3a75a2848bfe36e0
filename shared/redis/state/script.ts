import { createHash } from "node:crypto";
import { VERSION_LENGTH } from "../facts.ts";

/**
 * Writes each state whose stored version is the expected one ("" for no state), each key for itself; returns the
 * positions, from 1, of those that lost. A key that already holds the very version to be written counts as written:
 * so a call whose reply was lost can be repeated.
 *
 * KEYS: states. ARGV: time to live in ms, then the expected version and the new state of each key.
 */
export const compareAndSetScript = `
local lost = {}
for i, key in ipairs(KEYS) do
  local next = ARGV[2 * i + 1]
  local stored = redis.call('GETRANGE', key, 0, ${VERSION_LENGTH - 1})
  if stored == ARGV[2 * i] then
    redis.call('SET', key, next, 'PX', ARGV[1])
  elseif stored ~= string.sub(next, 1, ${VERSION_LENGTH}) then
    lost[#lost + 1] = i
  end
end
return lost
`;

/** The name by which Redis knows the script. */
export const compareAndSetSha = createHash("sha1").update(compareAndSetScript).digest("hex");
