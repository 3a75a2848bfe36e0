import { mappings } from "../../shared/mapping/load.ts";
import type { SourceMapping } from "../../shared/mapping/source-mapping.ts";
import type { OpenedFile } from "../send/open-file.ts";
import { oneLine } from "../terminal.ts";
import { checkRecords } from "./check-sample.ts";
import { heldSample } from "./held-sample.ts";
import type { SampleCommand } from "./options.ts";

/** What a shipped mapping makes of a sample. */
export interface Suggestion {
  mapping: string;
  events: number;
  valid: number;
  /** Attributes that at least one valid event got; constants and what the pipeline adds say nothing. */
  attributes: number;
  /** Why most of the others fail; undefined where none does. */
  why: string | undefined;
}

/**
 * Every shipped mapping on a sample: the best first, by the share of valid events and then by how much it understands of them.
 * Throws a `UserError` for a sample of which nothing can be read.
 */
export async function suggestions({ sample, format }: SampleCommand): Promise<Suggestion[]> {
  const file = await heldSample(sample, { format });
  const found: Suggestion[] = [];
  for (const mapping of mappings.values()) found.push(await judged(mapping, sample, file));
  return found.sort((one, other) => share(other) - share(one) || other.attributes - one.attributes);
}

async function judged(mapping: SourceMapping, sample: string, file: OpenedFile): Promise<Suggestion> {
  const { findings } = await checkRecords(mapping, sample, file);
  const { events, failed, attributes, failures } = findings;
  const told = [...attributes.values()].filter((origins) => [...origins.keys()].some(isOfTheSource));
  const [why] = [...failures].sort(([, one], [, other]) => other.count - one.count);
  return {
    mapping: mapping.name,
    events,
    valid: events - failed,
    attributes: failed === events ? 0 : told.length,
    why: why?.[0],
  };
}

const isOfTheSource = (origin: string): boolean => !origin.startsWith("the constant ");

const share = ({ events, valid }: Suggestion): number => (events === 0 ? 0 : valid / events);

/** The same for a person, with what to do next. */
export function suggestionReport(sample: string, all: readonly Suggestion[]): string {
  const width = Math.max(...all.map(({ mapping }) => mapping.length));
  const lines = all.map(({ mapping, events, valid, attributes, why }) => {
    const counts = `${String(valid).padStart(7)} of ${events}  ${String(attributes).padStart(10)}`;
    return `  ${mapping.padEnd(width)}  ${counts}${why === undefined ? "" : `  ${shortened(why)}`}\n`;
  });
  const [best] = all;
  const file = oneLine(sample);
  const next =
    best === undefined || best.valid === 0
      ? `None of them knows this shape. A mapping of your own is a JSON file of ten lines: README.md has one, shared/mapping/source-mapping.ts the whole form, and npm run mapping -- check FILE.json ${file} shows what it does.`
      : `npm run mapping -- check ${best.mapping} ${file} shows what becomes of each attribute; npm run send -- ${file} --mapping ${best.mapping} sends it.`;
  return `${"".padEnd(width + 2)}  valid events  attributes\n${lines.join("")}\n${next}\n`;
}

const WIDEST = 70;

const shortened = (why: string): string => {
  const line = oneLine(why);
  return line.length > WIDEST ? `${line.slice(0, WIDEST - 1)}…` : line;
};
