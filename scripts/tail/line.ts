import { styleText } from "node:util";
import { oneLine } from "../terminal.ts";
import type { TailSubject } from "./options.ts";

type Attributes = Readonly<Record<string, unknown>>;
type Style = Parameters<typeof styleText>[0];

const WIDEST = 120;

/** One line for a person. @param coloured whether a terminal shows it */
export function tailLine(subject: TailSubject, value: Attributes, coloured: boolean): string {
  const style = (style: Style, text: string) =>
    coloured ? styleText(style, text, { validateStream: false }) : text;
  const text = (name: string) =>
    value[name] === undefined || value[name] === null ? "" : oneLine(String(value[name]));
  const parts = {
    events: () => [
      style("dim", text("event_time")),
      style(text("event_name") === "purchase" ? "green" : "cyan", text("event_name").padEnd(16)),
      text("person_id"),
      text("product_id") || text("search_term") || text("page_path"),
      [text("device_category"), text("geo_country")].filter((each) => each !== "").join(" "),
    ],
    failures: () => [
      style("dim", text("failed_at")),
      style("red", `${text("stage")}/${text("reason")}`),
      text("event_id"),
      messagesOf(value.errors),
    ],
    predictions: () => [
      style("dim", text("predicted_at")),
      style("cyan", text("prediction").padEnd(10)),
      text("pk").replace(/^person#/, ""),
      text("event_id"),
      text("model_version"),
    ],
  };
  return parts[subject]()
    .filter((part) => part.trim() !== "")
    .join("  ");
}

function messagesOf(errors: unknown): string {
  if (!Array.isArray(errors)) return "";
  const messages = errors.map(({ path, message }) => `${path ? `${path}: ` : ""}${message}`).join("; ");
  const line = oneLine(messages);
  return line.length > WIDEST ? `${line.slice(0, WIDEST - 1)}…` : line;
}
