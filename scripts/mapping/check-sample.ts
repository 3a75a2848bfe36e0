import type { SourceMapping } from "../../shared/mapping/source-mapping.ts";
import { watched } from "../../shared/mapping/watch.ts";
import type { Outgoing } from "../../shared/publish/publish.ts";
import { type OpenedFile, openFile } from "../send/open-file.ts";
import { sendRecords } from "../send/send-file.ts";
import { UserError } from "../user-error.ts";
import { Findings } from "./findings.ts";
import type { CheckCommand } from "./options.ts";

export interface CheckedSample {
  findings: Findings;
  /** Whether the sample has more than was looked at. */
  inPart: boolean;
  /** Why the sample could not be read to its end, for a person. */
  broken?: string;
}

/** At most so many events are checked, so that the result is there at once. */
const ENOUGH = 10_000;

/**
 * Runs the code of `send` on the sample without a destination, and records what each rule of the mapping does. So it
 * shows what `send` would do. Throws a `UserError` for a sample of which nothing can be read.
 */
export const checkSample = async ({ mapping, sample, format }: CheckCommand): Promise<CheckedSample> =>
  checkRecords(mapping, sample, await openFile(sample, { format }));

/** The same for a sample that is open. */
export async function checkRecords(
  mapping: SourceMapping,
  sample: string,
  file: OpenedFile,
): Promise<CheckedSample> {
  const findings = new Findings(mapping);
  const enough = new AbortController();
  try {
    await sendRecords(file, {
      path: sample,
      mapping: watched(mapping, (...found) => findings.rule(...found)),
      publish: async <Event extends Outgoing>(events: readonly Event[]) => {
        for (const event of events) findings.event(event);
        return { sent: events.length, failed: 0, left: [] };
      },
      onProgress: ({ share }) => {
        if (findings.events >= ENOUGH && share < 1) enough.abort();
      },
      signal: enough.signal,
    });
  } catch (error) {
    if (!(error instanceof UserError) || findings.events === 0) throw error;
    return { findings, inPart: true, broken: error.message };
  }
  return { findings, inPart: enough.signal.aborted };
}
