import type { Calculation } from "./alarm-rule.ts";
import { functionMetric } from "./metric.ts";
import type { WatchedResources } from "./watched.ts";
import type { WatchedSettings } from "./watched-settings.ts";

/** One hop of the flow: what went in should have come out, or failed by name. */
export interface AccountingHop {
  id: string;
  title: string;
  /** Events that went in and are not counted in any output. */
  gap: Calculation;
  /** The same as a share of what went in, %. */
  share: Calculation;
}

/**
 * The accounting by CloudWatch metrics. Functions count events at least once: a redelivered event counts again. So a
 * gap that stays above zero is a loss, but only the query `pipeline_accounting` counts every event exactly once.
 */
export function accountingHops(
  { functions }: WatchedResources,
  { scoring }: Pick<WatchedSettings, "scoring">,
): AccountingHop[] {
  const [produce, generate, enrich, predict, archive] = (
    ["produce", "generate", "enrich", "predict", "archive"] as const
  ).map((name) => functionMetric(functions[name].name));
  const scored = scoring === "inline" ? enrich! : predict!;
  return [
    hop("raw", "sent → enriched or failed", "sent + made", "events + unread", {
      sent: produce!("EventsSent"),
      made: generate!("EventsSent"),
      events: enrich!("EventsIn"),
      unread: enrich!("EventsFailed"),
    }),
    hop("archived", "enriched → archived or failed", "events", "archived + failed", {
      events: enrich!("EventsIn"),
      archived: archive!("EventsArchived"),
      failed: archive!("EventsFailed"),
    }),
    hop("predicted", "enriched → predicted or failed", "events", "predicted + failed", {
      events: enrich!("EventsIn"),
      predicted: scored("EventsPredicted"),
      failed: scored("EventsUnpredictable"),
    }),
  ];
}

function hop(
  id: string,
  title: string,
  before: string,
  after: string,
  metrics: Calculation["metrics"],
): AccountingHop {
  const [into, out] = [before, after].map((sum) =>
    sum
      .split(" + ")
      .map((name) => `FILL(${name}, 0)`)
      .join(" + "),
  );
  const gap = `(${into}) - (${out})`;
  return {
    id,
    title,
    gap: { expression: gap, metrics },
    share: { expression: `IF((${into}) > 0, 100 * (${gap}) / (${into}), 0)`, metrics },
  };
}
