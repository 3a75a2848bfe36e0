import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";

export interface PanelQuery {
  panel: string;
  /** Of the panel in its dashboard. */
  id: number;
  kind: "promql" | "sql" | "cloudwatch";
  /** PromQL or SQL as Grafana gets it. */
  text: string;
  target: Record<string, unknown>;
}

/** What the panels of a dashboard ask. */
export const queriesOf = ({ panels = [] }: Dashboard): PanelQuery[] =>
  panels.flatMap((panel) =>
    "targets" in panel
      ? ((panel.targets ?? []) as unknown as Record<string, unknown>[]).map((target): PanelQuery => {
          const common = { panel: String(panel.title), id: panel.id!, target };
          if (typeof target.expr === "string") return { ...common, kind: "promql", text: target.expr };
          if (typeof target.rawSQL === "string") return { ...common, kind: "sql", text: target.rawSQL };
          return { ...common, kind: "cloudwatch", text: String(target.metricName ?? target.expression) };
        })
      : [],
  );

const DAY_MS = 86_400_000;

/** SQL with Grafana's macros and variables filled in, for the week that ends tomorrow on a panel of some 500 pixels. */
export function inGrafana(sql: string, now: Date): string {
  const text = (time: number) => new Date(time).toISOString();
  const [from, to] = [text(now.getTime() - 7 * DAY_MS), text(now.getTime() + DAY_MS)];
  const timestamp = (iso: string) => `timestamp '${iso.slice(0, 19).replace("T", " ")}'`;
  return sql
    .replaceAll("$__timeFrom()", timestamp(from))
    .replaceAll("$__timeTo()", timestamp(to))
    .replace(/\$__timeGroup\((\w+), '\$__interval'\)/g, "from_unixtime(floor(to_unixtime($1)/1200)*1200)")
    .replace(/\$__timeFilter\((\w+)\)/g, `$1 between ${timestamp(from)} and ${timestamp(to)}`);
}
