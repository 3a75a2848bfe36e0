import { type Content, newElement } from "./element.ts";

export interface CardOptions {
  id: string;
  title: string;
  note?: Content;
  size?: "third" | "two-thirds" | "wide" | undefined;
}

/** A piece of the page with its heading. */
export function card({ id, title, note, size }: CardOptions, ...content: Content[]): HTMLElement {
  return newElement(
    "section",
    { class: `card ${size ?? ""}`.trim(), id, "aria-labelledby": `${id}-title` },
    newElement(
      "div",
      {},
      newElement("h3", { id: `${id}-title` }, title),
      note && newElement("p", { class: "note" }, note),
    ),
    ...content,
  );
}

/** What is there for whoever does not see a chart. */
export const unfolding = (summary: string, ...content: Content[]): HTMLDetailsElement =>
  newElement(
    "details",
    {},
    newElement("summary", {}, summary),
    newElement("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": summary }, ...content),
  );
