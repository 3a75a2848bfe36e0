import { type IngestTime, later } from "./ingest-time.ts";

/** How far an index is read, by all invocations together. */
export interface IndexProgress {
  /** Nothing before it is read again; undefined is the beginning. */
  settled?: IngestTime;
  /** Where the first slice that is not on the raw stream begins. Everything before it is there. */
  cursor?: IngestTime;
  /** What is between the two, in order and without a gap. */
  ranges: readonly ReadRange[];
  /** What is being read from the cursor on, in order and without a gap. */
  slices: readonly OpenSlice[];
  /** Whoever cuts the next slices for all. */
  planner?: Lease;
}

/** Belongs to one invocation until `until` (epoch ms). Whoever takes it over has a larger token. */
export interface Lease {
  token: number;
  until: number;
}

/** A stretch of ingest time whose documents are on the raw stream. It begins where the one before it ends. */
export interface ReadRange {
  /** Where the keys of its documents are stored. */
  slot: number;
  /** Parts in which they are stored, where that is not one. */
  parts?: number;
  /** Its end. The name is that of the first format, which may have to read this one. */
  newest: IngestTime;
  /** The documents of this entry and of the next are those of one stretch, which ends where the next does. */
  joined?: true;
  /** Some documents of the very end are among its keys. */
  inclusive?: true;
  /** Whoever looks again for documents that became visible late. */
  recheck?: Lease;
  /** Nothing of it is read again, but of something before it. */
  done?: true;
}

/** A stretch of ingest time that somebody is reading, or was. It begins where the one before it ends. */
export interface OpenSlice {
  slot: number;
  /** Its end, excluded. */
  to: IngestTime;
  lease: Lease;
  /** Parts of keys, where some of the documents are on the raw stream already. */
  partly?: number;
}

/** Of this form. The first had no number, and one invocation at a time. */
const FORMAT = 2;

interface Stored {
  format: number;
  cursor?: IngestTime;
  settled?: IngestTime;
  seen: ReadRange[];
  slices: OpenSlice[];
  planner?: Lease;
}

/** The first format: what is in `seen` was published, from `settled` to the cursor and at the cursor. */
interface FirstFormat {
  cursor?: IngestTime;
  settled?: IngestTime;
  seen: { slot: number; newest: IngestTime }[];
}

/** As it is stored. The first format reads what it needs of it, so that a release can be rolled back. */
export function storedText({ settled, cursor, ranges, slices, planner }: IndexProgress): string {
  const stored: Stored = {
    format: FORMAT,
    ...times({ cursor, settled }),
    seen: [...ranges],
    slices: [...slices],
    ...(planner && { planner }),
  };
  return JSON.stringify(stored);
}

/** Throws where a later release has stored it: what that means by it cannot be known. */
export function readProgress(text: string): IndexProgress {
  const stored = JSON.parse(text) as Partial<Stored> & FirstFormat;
  if (stored.format === undefined) return upgraded(stored);
  if (stored.format !== FORMAT)
    throw new Error(
      `How far the index is read was stored in format ${stored.format} by a later release, and this one knows ` +
        `format ${FORMAT}: deploy that release again.`,
    );
  const { seen: ranges, slices = [], planner } = stored;
  return { ...times(stored), ranges, slices, ...(planner && { planner }) };
}

/** Its documents lie in one stretch, as nothing tells which of them are stored in which part. */
function upgraded({ cursor, settled, seen }: FirstFormat): IndexProgress {
  const end = cursor === undefined || settled === undefined ? (cursor ?? settled) : later(cursor, settled);
  const last = seen.length - 1;
  const ranges = seen.map(
    ({ slot, newest }, at): ReadRange =>
      at < last ? { slot, newest, joined: true } : { slot, newest: end ?? newest, inclusive: true },
  );
  return { ...times({ cursor: end, settled }), ranges, slices: [] };
}

const times = ({
  cursor,
  settled,
}: {
  cursor?: IngestTime | undefined;
  settled?: IngestTime | undefined;
}) => ({
  ...(cursor !== undefined && { cursor }),
  ...(settled !== undefined && { settled }),
});
