import { STANDARD_DAYS } from "../../../../shared/queries/parameters.ts";
import { newElement, offer } from "./element.ts";
import { repeat, requested } from "./requests.ts";
import { namedRows, type QueryRows, textIn } from "./rows.ts";

const REFRESH_MS = 60_000;
/** Where the address of the page has it, so that it can be kept and passed on. */
const PARAMETER = "source";

let chosen = new URLSearchParams(location.search).get(PARAMETER) ?? "";
const listeners: (() => void)[] = [];

/** Of which source the figures are; empty for all. */
export const presentSource = (): string => chosen;

export const onSourceChange = (work: () => void): void => {
  listeners.push(work);
};

function choose(source: string): void {
  chosen = source;
  const address = new URL(location.href);
  if (source === "") address.searchParams.delete(PARAMETER);
  else address.searchParams.set(PARAMETER, source);
  history.replaceState(null, "", address);
  for (const work of listeners) work();
}

/** The choice among the sources that there are. One that was chosen stays, also in days in which it sends nothing. */
export function sourceChoice(): HTMLElement {
  const select = newElement("select", { id: "source" });
  const show = (names: readonly string[]) => {
    offer(select, [...new Set(["", ...names, chosen])], (name) => name || "all");
    select.value = chosen;
  };
  show([]);
  select.addEventListener("change", () => choose(select.value));
  repeat(REFRESH_MS, async () => {
    const rows = namedRows(await requested<QueryRows>("sources.json"));
    show(rows.map((row) => textIn(row, "source")));
  });
  return newElement(
    "div",
    { class: "sources" },
    newElement("label", {}, "Source", select),
    newElement(
      "span",
      { class: "note" },
      `Visitors, behaviour and orders are those of the last ${STANDARD_DAYS} days, by UTC. They are renewed while you look; a card whose rows are older than half a minute says of when they are.`,
    ),
  );
}
