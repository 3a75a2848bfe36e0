import { type Content, element } from "./element.ts";

export interface CardOptions {
  id: string;
  title: string;
  note?: Content;
  size?: "third" | "two-thirds" | "wide" | undefined;
}

/** A piece of the page with its heading. */
export function card({ id, title, note, size }: CardOptions, ...content: Content[]): HTMLElement {
  return element(
    "section",
    { class: `card ${size ?? ""}`.trim(), id, "aria-labelledby": `${id}-title` },
    element(
      "div",
      {},
      element("h3", { id: `${id}-title` }, title),
      note && element("p", { class: "note" }, note),
    ),
    ...content,
  );
}

/** What is there for whoever does not see a chart. */
export const unfolding = (summary: string, ...content: Content[]): HTMLDetailsElement =>
  element(
    "details",
    {},
    element("summary", {}, summary),
    element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": summary }, ...content),
  );
