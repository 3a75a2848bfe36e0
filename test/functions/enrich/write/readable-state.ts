import { figureNames } from "../../../../functions/enrich/session/figures.ts";
import type { DeviceState } from "../../../../functions/enrich/session/state.ts";

/** What is known: an older format says less. */
const known = <State extends object>(state: State) =>
  Object.fromEntries(Object.entries(state).filter(([, value]) => value !== "" && !Number.isNaN(value)));

/** A state as a person reads it: figures by their names, and nothing that is not known. */
export const readableState = ({ sessions, memory: _memory, ...state }: DeviceState) => ({
  ...known(state),
  sessions: sessions.map(({ figures, arrived, ...session }) => ({
    ...known(session),
    ...(arrived.known && { arrived }),
    figures: Object.fromEntries(
      figureNames.flatMap((name, at) => (Number.isNaN(figures[at]) ? [] : [[name, figures[at]]])),
    ),
  })),
});
