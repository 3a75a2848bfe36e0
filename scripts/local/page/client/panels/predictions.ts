import type { ShownPrediction } from "../../shown-prediction.ts";
import { card } from "../card.ts";
import { newElement } from "../element.ts";
import { clockTime, fineNumber } from "../numbers.ts";
import { repeat, requested } from "../requests.ts";
import { tableElement } from "../table.ts";
import { isInView, watchView } from "../visible.ts";
import { link } from "./events.ts";

const REFRESH_MS = 3_000;
const MAX_ROWS = 25;

/** The latest predictions with what they were made of. */
export function predictionsPanel(onPerson: (id: string) => void): HTMLElement {
  const body = newElement("div", {
    class: "scroll",
    tabindex: "0",
    role: "region",
    "aria-label": "Latest predictions",
  });
  const features = newElement("div", { hidden: true });
  const made = card(
    {
      id: "predictions",
      title: "Latest predictions",
      note: "As they stand in the table; choose one to see its features",
      size: "wide",
    },
    body,
    features,
  );
  const load = async () => {
    const found = await requested<ShownPrediction[]>("predictions.json");
    made.dataset.loaded = "true";
    body.replaceChildren(
      tableElement(
        "Latest predictions",
        [
          { name: "stored at (UTC)" },
          { name: "person" },
          { name: "prediction", number: true },
          { name: "model" },
          { name: "event" },
          { name: "" },
        ],
        found.slice(0, MAX_ROWS).map((each) => [
          clockTime(each.at),
          link(each.person, () => onPerson(each.person)),
          shownPrediction(each.prediction),
          each.model_version,
          each.event_id,
          link("features", () => {
            features.hidden = false;
            features.replaceChildren(...featuresOf(each));
          }),
        ]),
      ),
    );
  };
  watchView(made, () => repeat(REFRESH_MS, async () => (isInView(made) ? load() : undefined)));
  return made;
}

/** A model may give anything; what is a number is shown as one. */
const shownPrediction = (text: string): string =>
  text.trim() !== "" && Number.isFinite(Number(text)) ? fineNumber(Number(text)) : text;

function featuresOf({ event_id, prediction, feature_version, features }: ShownPrediction): Node[] {
  return [
    newElement(
      "p",
      { class: "note" },
      `Features (version ${feature_version}) of the event ${event_id}, scored ${shownPrediction(prediction)}`,
    ),
    newElement(
      "dl",
      { class: "features" },
      ...Object.entries(features).map(([name, value]) =>
        newElement("div", {}, newElement("dt", {}, name), newElement("dd", {}, shownPrediction(value))),
      ),
    ),
  ];
}
