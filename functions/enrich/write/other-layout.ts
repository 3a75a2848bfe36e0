import type { DeviceState } from "../session/state.ts";
import type { FoundForm, LookUpFound } from "./found.ts";
import { type Layouts, placesIn, rearranged, type StateLayout } from "./layouts.ts";
import { type Added, MemoryForm } from "./memory.ts";
import type { Outcomes } from "./outcome.ts";
import { unpackState } from "./state.ts";
import { TabReader } from "./tabbed.ts";

/** What the present version makes of its steps. */
export interface Present {
  layout: StateLayout;
  lookUps: readonly FoundForm[];
  outcomes: Outcomes;
}

/** A state of another form, and the events in its memory, the oldest first: these are to be written anew. */
export interface OlderState {
  state: DeviceState;
  events: Added[];
}

/**
 * Reads a state of format 2 or later whose figures or plain fields were others: by their names. What the other layout did
 * not have is not known: a figure that is younger than its session is left out of the line until the next session.
 * @param start where the name of the layout stands
 * @returns undefined where nobody knows that layout, or the state is damaged
 */
export function readOtherLayout(
  packed: string,
  start: number,
  format: number,
  { layout: present, lookUps, outcomes }: Present,
  known: Layouts,
): OlderState | undefined {
  const header = new TabReader(packed, start);
  const name = header.text();
  const other = Object.hasOwn(known, name) ? known[name] : undefined;
  const state = other && unpackState(packed, header.position, other.figures.length, format);
  if (other === undefined || state === undefined) return undefined;
  const figures = placesIn(present.figures, other.figures);
  const plain = placesIn(present.plain, other.plain);
  const sessions = state.sessions.map((session) => ({
    ...session,
    figures: rearranged(session.figures, figures),
  }));
  const events = new MemoryForm(other, lookUps, outcomes, format).readAll(state.memory.earlier);
  if (events === undefined) return undefined;
  return {
    state: { ...state, sessions },
    events: events.map(({ eventId, remembered }) => ({
      eventId,
      remembered: {
        ...remembered,
        numbers: rearranged(remembered.numbers, plain),
        found: foundBy(lookUps, other, remembered.found),
      },
    })),
  };
}

/** One for each present look-up step: nothing for those that the other layout did not have. */
function foundBy(
  lookUps: readonly FoundForm[],
  other: StateLayout,
  found: readonly LookUpFound[],
): LookUpFound[] {
  const kept = other.lookUps.filter(([step]) => lookUps.some((lookUp) => lookUp.step.name === step));
  return lookUps.map((lookUp) => {
    const place = kept.findIndex(([step]) => step === lookUp.step.name);
    return place < 0 ? lookUp.none : found[place]!;
  });
}
