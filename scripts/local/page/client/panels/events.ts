import { card } from "../card.ts";
import { newElement } from "../element.ts";
import { repeat, requested } from "../requests.ts";
import { shownValue } from "../shown-value.ts";
import { tableElement } from "../table.ts";
import { isInView, watchView } from "../visible.ts";

interface Found {
  events: string[];
  searched: number;
}

const REFRESH_MS = 2_000;
const MAX_ROWS = 40;

/** The events as they come, the good ones, with a search. @param onPerson somebody wants to see what a person did */
export function eventsPanel(onPerson: (id: string) => void): HTMLElement {
  const search = newElement("input", {
    type: "search",
    id: "events-search",
    placeholder: "event_name:purchase shoes",
    autocomplete: "off",
  });
  const paused = newElement("input", { type: "checkbox", id: "events-paused" });
  const said = newElement("p", { class: "note", role: "status" });
  const body = newElement("div", {
    class: "scroll",
    tabindex: "0",
    role: "region",
    "aria-label": "Live events",
  });
  const one = newElement("pre", { hidden: true, tabindex: "0", "aria-label": "The whole event" });
  const form = newElement(
    "form",
    { role: "search" },
    newElement("label", { class: "grow" }, "Words, or attribute:value", search),
    newElement("label", { class: "inline" }, paused, "hold still"),
  );
  const made = card(
    { id: "events", title: "Live events", note: "Enriched, the newest first", size: "wide" },
    form,
    said,
    body,
    one,
  );

  const load = async () => {
    const found = await requested<Found>(`events.json?search=${encodeURIComponent(search.value)}`);
    const text = `${found.events.length} of the latest ${found.searched} events`;
    if (said.textContent !== text) said.textContent = text;
    body.replaceChildren(
      eventTable(found.events, onPerson, (event) => {
        one.textContent = JSON.stringify(event, null, 2);
        one.hidden = false;
        paused.checked = true;
      }),
    );
    made.dataset.loaded = "true";
  };
  form.addEventListener("submit", (submitted) => {
    submitted.preventDefault();
    void load();
  });
  search.addEventListener("input", () => void load());
  watchView(made, () =>
    repeat(REFRESH_MS, async () => (isInView(made) && !paused.checked ? load() : undefined)),
  );
  return made;
}

type Event = Record<string, unknown>;

function eventTable(
  lines: readonly string[],
  onPerson: (id: string) => void,
  onEvent: (event: Event) => void,
) {
  const shown = lines.slice(0, MAX_ROWS).map((line): Event => JSON.parse(line));
  return tableElement(
    "Live events, the newest first",
    ["time (UTC)", "event", "person", "page or product", "device", "country", ""].map((name) => ({ name })),
    shown.map((event) => [
      shownValue(event.event_time).slice(0, 19),
      newElement("span", { class: `badge ${shownValue(event.event_name)}` }, shownValue(event.event_name)),
      link(shownValue(event.person_id), () => onPerson(shownValue(event.person_id))),
      shownValue(event.product_id ?? event.search_term ?? event.page_path),
      shownValue(event.device_category),
      shownValue(event.geo_country),
      link("all of it", () => onEvent(event)),
    ]),
  );
}

export function link(text: string, act: () => void): HTMLButtonElement {
  const button = newElement("button", { type: "button", class: "link" }, text);
  button.addEventListener("click", act);
  return button;
}
