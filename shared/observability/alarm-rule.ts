import type { Metric } from "./metric.ts";

/** What is alarmed on: of it derive the alarms of CloudWatch and the alert rules of Prometheus. */
export interface AlarmRule {
  id: string;
  /** What it means, for whoever is woken by it. */
  description: string;
  /** What to do: where to look first, and what helps. Settings stand in backticks. */
  remedy: string;
  /** A metric, or a calculation over metrics that it calls by their names here. */
  of: Metric | Calculation;
  limit: { above: number } | { below: number };
  /** Periods in a row that it must last. */
  periods: number;
  /** Seconds; a minute when absent. */
  period?: number;
  /**
   * What missing data means. Most metrics have no data when nothing happens, which is good. Where a metric always has
   * data, missing data is the alarm.
   */
  silence?: "good" | "bad";
}

/** What its reader gets. CloudWatch keeps 1,024 characters. */
export const alarmText = ({ description, remedy }: Pick<AlarmRule, "description" | "remedy">): string =>
  `${description} ${remedy}`;

/** In CloudWatch's metric math. */
export interface Calculation {
  expression: string;
  metrics: Readonly<Record<string, Metric>>;
}
