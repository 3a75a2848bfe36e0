import type { Outgoing } from "../../shared/publish/publish.ts";
import { UserError } from "../user-error.ts";
import type { Endings } from "./endings.ts";
import { placeInFile } from "./file-events.ts";
import { RecordTooLong } from "./records.ts";

export interface SendCounts {
  /** Events read from the file; a record that is no event counts as one. */
  read: number;
  /** Taken by the raw stream. */
  sent: number;
  /** Taken by the failed path. */
  failed: number;
  /** Events that failed, and those that are on the stream and will fail there. */
  endings: Endings;
}

/** A file that was not sent as a whole. The message says how far it came. */
export class NotSentWhole extends UserError {
  override name = "NotSentWhole";
  readonly sent: SendCounts;

  constructor(message: string, sent: SendCounts) {
    super(message);
    this.sent = sent;
  }
}

const counted = ({ read, sent, failed }: SendCounts): string =>
  `${read} events were read, ${sent} sent${failed > 0 ? `, ${failed} failed` : ""}`;

/** What was sent already has the same ids when it is sent again. */
const AGAIN = "it does no harm to send a file again";

/** Says that a file could not be read to its end. */
export function brokenOff(path: string, sent: SendCounts, error: Error): string {
  if (error instanceof RecordTooLong)
    return (
      `${path}: ${error.message}; ${counted(sent)}. Check that its format is the right one (--format); ` +
      "of an object around many events, send the list alone, for example by jq '.events'."
    );
  return `${path} is damaged or not complete (${error.message}); ${counted(sent)}. Get it once more and send it: ${AGAIN}.`;
}

/** Says which events neither the stream nor the failed path took. */
export function notTaken(
  path: string,
  sent: SendCounts,
  left: readonly Outgoing[],
  because = "no answer in time",
): string {
  const first = left[0]!;
  const what = `${left.length} events of ${path}, the first from ${placeInFile(first)},`;
  if (first.refused) {
    const { errors } = first.refused;
    return (
      `${what} cannot be mapped (${errors[0]?.message}) and there is no place for failed events: ` +
      "name a stack with --outputs, or check --mapping."
    );
  }
  return `${what} were not taken (${because}); ${counted(sent)}. Send it once more: ${AGAIN}.`;
}
