import { printError } from "./terminal.ts";

/** An error that its reader can correct. The message is one sentence that says what to do. */
export class UserError extends Error {
  override name = "UserError";
}

/** The command line itself is wrong: an unknown flag, a missing argument. */
export class UsageError extends UserError {
  override name = "UsageError";
}

/** For a command line without what the command needs: its usage, and what is missing at the end, where the eye is. */
export const missingArgument = (sentence: string, usage: string): UsageError =>
  new UsageError(`${usage.trimEnd()}\n\n${sentence}`);

/**
 * Runs a command and sets the exit code: what `run` returns (0 for nothing), 2 for a wrong command line, 1 for any
 * other error. `process.exitCode` is set rather than `process.exit` called, so that output still in a pipe is
 * written.
 */
export async function main(run: () => Promise<number> | Promise<void>): Promise<void> {
  for (const stream of [process.stdout, process.stderr])
    stream.off("error", ignoreNoReader).on("error", ignoreNoReader);
  try {
    process.exitCode = (await run()) ?? 0;
  } catch (error) {
    printError(`${explain(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
}

/**
 * Whoever reads our output may stop when it has seen enough, as `head` does (EPIPE), and a terminal may be closed (EIO):
 * that is no failure.
 */
function ignoreNoReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE" && error.code !== "EIO") throw error;
}

function explain(error: unknown): string {
  if (error instanceof UserError) return error.message;
  if (!(error instanceof Error)) return String(error);
  return process.env.DEBUG
    ? (error.stack ?? error.message)
    : `${error.message} (set DEBUG=1 for the stack trace)`;
}
