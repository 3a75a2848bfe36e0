import { isMissing, isUnreachable } from "../shared/aws/errors.ts";
import { UserError } from "./user-error.ts";

/** What goes wrong on the way to AWS and can be put right here, as a `UserError`; anything else as it is. */
export function explained(error: unknown): never {
  const { name = "", message = "" } = error instanceof Error ? error : {};
  if (isMissing(error))
    throw new UserError(
      `There is no such stream (${message}): name another with --stream, --outputs or --data.`,
    );
  if (/Credentials|Token|AccessDenied|UnrecognizedClient/.test(name))
    throw new UserError(`AWS does not let you in (${message}): check AWS_PROFILE or your credentials.`);
  if (isUnreachable(error))
    throw new UserError(
      `${process.env.AWS_ENDPOINT_URL ?? "AWS"} does not respond (${message}). A local run must be up: npm start.`,
    );
  if (message.includes("Region is missing")) throw new UserError("In which region? Set AWS_REGION.");
  throw error;
}
