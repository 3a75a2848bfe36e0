import type { PageState, StageName } from "../../state.ts";
import { card } from "../card.ts";
import { type Content, newElement } from "../element.ts";
import { duration, wholeNumber } from "../numbers.ts";

const titles: Record<StageName, string> = {
  read: "read",
  raw: "raw stream",
  enriched: "enriched",
  predicted: "predictions",
  archived: "archive",
  failed: "failed",
};

/** The way of the events from left to right. */
export function flowPanel(): { panel: HTMLElement; show(state: PageState): void } {
  const list = newElement("ol", { class: "flow" });
  const panel = card(
    {
      id: "flow",
      title: "The way of the events",
      note: "Counted on the streams, as they happen",
      size: "wide",
    },
    list,
  );
  return {
    panel,
    show(state) {
      const stage = (name: StageName, lag: string) => stageItem(state, name, lag);
      list.replaceChildren(
        stage("read", "handed over by the source"),
        stage("raw", lagOf(state.outstanding.enrich, ageOf(state, "enrich"), "to be enriched")),
        stage("enriched", `${wholeNumber(state.sessions)} sessions began`),
        newElement(
          "li",
          { class: "ends" },
          newElement(
            "ul",
            { class: "ends" },
            stage("predicted", lagOf(state.outstanding.predict, ageOf(state, "predict"), "to be scored")),
            stage(
              "archived",
              state.archive_age_ms > 0
                ? `the oldest waits for ${duration(state.archive_age_ms)}`
                : "nothing waits",
            ),
            stage("failed", "with their bytes, to be replayed"),
          ),
        ),
      );
    },
  };
}

function stageItem(state: PageState, name: StageName, lag: string): HTMLLIElement {
  const { count, rate } = state.stages.find((stage) => stage.name === name)!;
  const inside: Content[] = [
    newElement("span", {}, titles[name]),
    newElement("b", {}, wholeNumber(count)),
    newElement("span", { class: "rate" }, `${wholeNumber(rate)} /s`),
    newElement("div", { class: "note" }, lag),
  ];
  return newElement("li", { class: `stage ${name}` }, ...inside);
}

const lagOf = (waiting: number, age: number, what: string): string =>
  waiting === 0
    ? "nothing waits"
    : `${wholeNumber(waiting)} ${what}${age > 0 ? `, ${duration(age)} behind` : ""}`;

/** Of the trigger of a function; a stack's names end in what the function is called. */
const ageOf = ({ iterator_age_ms }: PageState, name: string): number =>
  Math.max(
    0,
    ...Object.entries(iterator_age_ms).flatMap(([full, age]) => (full.endsWith(name) ? [age] : [])),
  );
