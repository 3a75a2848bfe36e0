import type { FailureShown } from "../../../run/live.ts";
import { card } from "../card.ts";
import { newElement } from "../element.ts";
import { repeat, requested } from "../requests.ts";
import { shownValue } from "../shown-value.ts";
import { tableElement } from "../table.ts";
import { isInView, watchView } from "../visible.ts";
import { link } from "./events.ts";

const REFRESH_MS = 3_000;
const MAX_ROWS = 50;

/** The latest failed events with their bytes. @param onReplay somebody wants to put those of a reason back */
export function failuresPanel(onReplay: (stage: string, reason: string) => void): HTMLElement {
  const search = newElement("input", {
    type: "search",
    id: "failures-search",
    placeholder: "reason:schema_violation",
    autocomplete: "off",
  });
  const said = newElement("p", { class: "note", role: "status" });
  const body = newElement("div", {
    class: "scroll",
    tabindex: "0",
    role: "region",
    "aria-label": "Latest failed events",
  });
  const one = newElement("pre", {
    hidden: true,
    tabindex: "0",
    "aria-label": "The bytes of the failed event",
  });
  const form = newElement(
    "form",
    { role: "search" },
    newElement("label", { class: "grow" }, "Words, or attribute:value", search),
  );
  const made = card(
    {
      id: "failed",
      title: "Latest failed events",
      note: "With the bytes that came; all of them are in the bucket",
      size: "wide",
    },
    form,
    said,
    body,
    one,
  );
  let shown = "";
  const load = async () => {
    const found = await requested<FailureShown[]>(`failures.json?search=${encodeURIComponent(search.value)}`);
    const key = found.map(({ failure_id }) => failure_id).join();
    made.dataset.loaded = "true";
    // What stands there keeps the focus of whoever is reading it.
    if (key === shown && body.childElementCount > 0) return;
    shown = key;
    said.textContent = found.length === 0 ? "None so far." : `${found.length} shown`;
    body.replaceChildren(
      tableElement(
        "Latest failed events",
        ["failed at (UTC)", "stage", "reason", "what was wrong", "bytes", ""].map((name) => ({ name })),
        found.slice(0, MAX_ROWS).map((failure) => [
          shownValue(failure.failed_at),
          failure.stage,
          failure.reason,
          failure.message,
          link(failure.payload.slice(0, 60) || "(empty)", () => {
            one.textContent = readable(failure.payload);
            one.hidden = false;
          }),
          link("replay …", () => onReplay(failure.stage, failure.reason)),
        ]),
      ),
    );
  };
  form.addEventListener("submit", (submitted) => {
    submitted.preventDefault();
    void load();
  });
  search.addEventListener("input", () => void load());
  watchView(made, () => repeat(REFRESH_MS, async () => (isInView(made) ? load() : undefined)));
  return made;
}

/** JSON with its lines, anything else as it came. */
function readable(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    // Bytes that are no JSON are often why the event failed.
    return payload;
  }
}
