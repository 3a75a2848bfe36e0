import type { PageState } from "../../state.ts";
import { card } from "../card.ts";
import { newElement } from "../element.ts";
import { wholeNumber } from "../numbers.ts";
import { tableElement } from "../table.ts";

/** One record in, exactly one place out: the equations as they stand. */
export function accountingPanel(): { panel: HTMLElement; show(state: PageState): void } {
  const body = newElement("div", {});
  const panel = card(
    {
      id: "accounting",
      title: "Accounting",
      note: "One record in, exactly one place out: what is missing on the right is under way",
    },
    body,
  );
  return {
    panel,
    show({ accounting, redelivered }) {
      body.replaceChildren(
        tableElement(
          `Redelivered and counted once: ${wholeNumber(redelivered.raw)} on raw, ${wholeNumber(redelivered.enriched)} on enriched`,
          [
            { name: "of" },
            { name: "events", number: true },
            { name: "are" },
            { name: "under way", number: true },
          ],
          accounting.map(({ name, left, parts, under_way }) => [
            name,
            wholeNumber(left),
            parts,
            newElement(
              "span",
              { class: under_way === 0 ? "within" : undefined },
              under_way === 0 ? "0 ✓" : wholeNumber(under_way),
            ),
          ]),
        ),
      );
    },
  };
}
