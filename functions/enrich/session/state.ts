import { formatUtc, parseInstant } from "../../../shared/event/time.ts";
import { VERSION_LENGTH } from "../../../shared/redis/facts.ts";
import { type Applied, nothingApplied } from "./applied.ts";
import { escaped, TabReader } from "./tabbed.ts";

/**
 * A user's state as one text, so that it is one value in Redis:
 *
 *     version
 *     session count, number of applied events, then each open session   (the most recent first)
 *     lines of applied events, the newest first                          (see `applied.ts`)
 *
 * The lines of applied events stay text: they are searched and added to, and never parsed but for the one that a
 * redelivered event asks for.
 */
export interface UserState {
  /** The version that was read; "" for a user without state. */
  version: string;
  /** Sessions ever opened by the user. */
  sessionCount: number;
  sessions: OpenSession[];
  applied: Applied;
}

export interface OpenSession {
  id: string;
  /** Whether the source named it; such a session is never cut by time. */
  named: boolean;
  index: number;
  /** Epoch ms. */
  startedAt: number;
  lastAt: number;
  events: number;
  pageViews: number;
  productViews: number;
  addToCarts: number;
  purchases: number;
  cartValue: number;
}

export const noState = (): UserState => ({
  version: "",
  sessionCount: 0,
  sessions: [],
  applied: nothingApplied(),
});

/** Throws on text that this version did not write: a state that cannot be read must not be guessed. */
export function unpackState(packed: string): UserState {
  const header = new TabReader(packed, VERSION_LENGTH + 1);
  const sessionCount = header.number();
  const earlierCount = header.number();
  const sessions: OpenSession[] = [];
  while (header.more) sessions.push(unpackSession(header));
  const sound =
    packed.charCodeAt(VERSION_LENGTH) === 10 &&
    Number.isInteger(sessionCount) &&
    Number.isInteger(earlierCount) &&
    sessions.every(({ cartValue }) => !Number.isNaN(cartValue));
  if (!sound) {
    throw new Error(
      "Session state in Redis is not of this version's form; was the key written by something else?",
    );
  }
  const version = packed.slice(0, VERSION_LENGTH);
  return { version, sessionCount, sessions, applied: appliedOf(packed, earlierCount) };
}

/** The text behind the header: nothing, or first of all a shared line. */
function appliedOf(packed: string, earlierCount: number): Applied {
  const top = packed.indexOf("\n\t", VERSION_LENGTH);
  if (top < 0) return nothingApplied();
  const first = packed.indexOf("\n", top + 2);
  const shared = packed.slice(top + 2, first);
  return { shared, added: "", addedCount: 0, earlier: packed.slice(first), earlierCount, recalled: -1 };
}

function unpackSession(values: TabReader): OpenSession {
  const id = values.text();
  const named = values.number() === 1;
  const index = values.number();
  const startedAt = parseInstant(values.text());
  return {
    id,
    named,
    index,
    startedAt,
    lastAt: startedAt + values.number(),
    events: values.number(),
    pageViews: values.number(),
    productViews: values.number(),
    addToCarts: values.number(),
    purchases: values.number(),
    cartValue: values.number(),
  };
}

/** @param version the new version, `VERSION_LENGTH` characters that no earlier state of the user had */
export function packState({ sessionCount, sessions, applied }: UserState, version: string): string {
  const { shared, added, addedCount, earlier, earlierCount } = applied;
  let header = `${version}\n${sessionCount}\t${addedCount + earlierCount}`;
  for (const s of sessions) {
    header += `\t${escaped(s.id)}\t${s.named ? 1 : 0}\t${s.index}\t${formatUtc(s.startedAt)}\t${s.lastAt - s.startedAt}\t${s.events}\t${s.pageViews}\t${s.productViews}\t${s.addToCarts}\t${s.purchases}\t${s.cartValue}`;
  }
  return shared === "" ? header : `${header}\n\t${shared}${added}${earlier}`;
}
