import { types } from "node:util";

/**
 * Redis could not be reached, or did not reply in time. The message names the server and the reason, and no command's
 * arguments.
 */
export class RedisUnavailable extends Error {
  override name = "RedisUnavailable";
}

/**
 * What went wrong, fit for a log. The client's errors carry the command with its arguments (devices' states, the
 * password in HELLO), and the server quotes them in some messages: only the beginning of the text is kept.
 */
export function reasonOf(error: unknown, password: string | undefined): string {
  const text = types.isNativeError(error) ? error.message || nestedReason(error) : String(error);
  const secretless = password ? text.replaceAll(password, "***") : text;
  return secretless.split(", with args")[0]!.slice(0, 200).replace(/\.+$/, "");
}

/**
 * Node wraps the failures of several addresses of one name in an error without a message; ioredis does so for nodes of a
 * cluster.
 */
function nestedReason(error: Error): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message;
  return "code" in error ? String(error.code) : error.name;
}
