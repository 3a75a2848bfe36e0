import { UserError } from "../user-error.ts";

const REFUSALS: Record<string, string> = {
  EADDRINUSE: "is in use",
  EACCES: "is not for every user (those from 1024 on are)",
};

/**
 * Why a server cannot listen, as one sentence for the person who started it.
 * @param instead what to do: a part of a sentence with the option that names another port
 */
export function portRefused(error: NodeJS.ErrnoException, port: number, instead: string): Error {
  const refusal = REFUSALS[error.code ?? ""];
  return refusal === undefined ? error : new UserError(`Port ${port} ${refusal}: ${instead}.`);
}
