import { BEFORE_ENRICHED } from "./failures.ts";
import type { LatencyHop, Percentiles } from "./latency.ts";

/** What `--report FILE` writes. Counts are of distinct events unless they say otherwise. */
export interface RunReport {
  events: {
    /** Handed over by the source, or put on the raw stream by others while the run was up. */
    read: number;
    /** Put by others among them: `send`, the aws CLI, any other client of the gateway. */
    read_from_others: number;
    /** Deliberately malformed ones among them, injected by the generator. */
    malformed: number;
    raw: number;
    enriched: number;
    archived: number;
    predicted: number;
    failed: Record<string, Record<string, number>>;
    /** Removed again, of the archive and of the predictions, since somebody was to be forgotten. */
    forgotten: { archived: number; predicted: number };
    /** Rows in the archive beyond one an event. */
    duplicates: number;
    /** Events that are in none of the places where they must be. */
    lost: number;
  };
  latency_ms: Record<LatencyHop, Percentiles>;
  throughput_eps: number;
  duration_s: number;
  archive: { files: number; rows: number; bytes: number; path: string };
  predictions: { items: number };
  failed_events: { objects: number; rows: number; path: string };
  redis: string;
  /** Where events are copied to be explored. */
  search?: SearchReport;
  /** With --enforce-iam: checks of calls against the stack's policies, and how many of them were refused. */
  iam?: { checked: number; denied: number };
  versions: { pipeline: string; node: string };
  /** The equations of the accounting that do not hold, and what queries do not see; empty when every event is in its place. */
  broken: string[];
}

/** The copy to explore: what is in it, and what is not. */
export interface SearchReport {
  documents: number;
  /** Of those that were indexed first, as the domain of a run holds only so many. */
  dropped: number;
  /** Older than what is kept, so not indexed. */
  too_old: number;
  /** By reason. */
  failed: Record<string, number>;
  url: string;
}

export interface Counts {
  read: number;
  raw: number;
  enriched: number;
  archived: number;
  predicted: number;
  failed: Record<string, Record<string, number>>;
  /** Of those that were archived and predicted: what is there no more because somebody was to be forgotten. */
  forgotten: { archived: number; predicted: number };
  /** False where predictions are one a user, and so not one an event. */
  predictionsCounted: boolean;
}

const sum = (counts: Counts, ...stages: string[]): number =>
  stages
    .flatMap((stage) => Object.values(counts.failed[stage] ?? {}))
    .reduce((total, count) => total + count, 0);

export interface Equation {
  /** Name of the left side, as it is printed. */
  name: string;
  left: number;
  right: number;
  parts: string;
}

/** One record in, exactly one place out, as equations over what is really stored. */
export function equations(counts: Counts): Equation[] {
  const { read, raw, enriched, archived, predicted, forgotten } = counts;
  const gone = (count: number): string => (count === 0 ? "" : ` + forgotten ${count}`);
  const early = sum(counts, ...BEFORE_ENRICHED);
  const all: Equation[] = [
    {
      name: "read",
      left: read,
      right: raw + sum(counts, "produce"),
      parts: `raw ${raw} + failed(produce) ${sum(counts, "produce")}`,
    },
    {
      name: "raw",
      left: raw,
      right: enriched + early,
      parts: `enriched ${enriched} + failed(decode, validate, enrich) ${early}`,
    },
    {
      name: "enriched",
      left: enriched,
      right: archived + forgotten.archived + sum(counts, "archive"),
      parts: `archived ${archived}${gone(forgotten.archived)} + failed(archive) ${sum(counts, "archive")}`,
    },
  ];
  if (counts.predictionsCounted) {
    all.push({
      name: "enriched",
      left: enriched,
      right: predicted + forgotten.predicted + sum(counts, "predict"),
      parts: `predicted ${predicted}${gone(forgotten.predicted)} + failed(predict) ${sum(counts, "predict")}`,
    });
  }
  return all;
}

export function brokenEquations(counts: Counts): string[] {
  return equations(counts)
    .filter(({ left, right }) => left !== right)
    .map(({ name, left, parts }) => `${name} ${left} ≠ ${parts}`);
}

/** Events missing on the right side of an equation. A surplus elsewhere does not make up for them. */
export function lostEvents(counts: Counts): number {
  return equations(counts).reduce((lost, { left, right }) => lost + Math.max(0, left - right), 0);
}

/**
 * The report as the few lines that a person reads at the end of a run, the verdict last.
 * @param reasons lines about what failed
 */
export function runSummary(report: RunReport, reasons = ""): string {
  const { events, latency_ms: latency, archive } = report;
  const failed = Object.entries(events.failed).flatMap(([stage, reasons]) =>
    Object.entries(reasons).map(([reason, count]) => `${stage}/${reason} ${count}`),
  );
  const rows: [string, string][] = [
    ["read", `${events.read}${remarks(events)}`],
    ["raw", String(events.raw)],
    ["enriched", String(events.enriched)],
    ["archived", `${events.archived} in ${archive.files} Parquet files, ${archive.path}`],
    ["predicted", `${events.predicted} (${report.predictions.items} items)`],
    ["failed", failed.length === 0 ? "0" : failed.join(", ")],
    ...(events.forgotten.archived + events.forgotten.predicted === 0
      ? []
      : [
          [
            "forgotten",
            `${events.forgotten.archived} of the archive, ${events.forgotten.predicted} predictions`,
          ] as [string, string],
        ]),
    ["duplicates", String(events.duplicates)],
    ["lost", String(events.lost)],
    ["throughput", `${report.throughput_eps} events/s over ${report.duration_s} s`],
    ...Object.entries(latency).map(([hop, p]): [string, string] => [
      `${hop} ms`,
      // Of nothing it is not 0.
      p.max === 0 ? "not measured" : `p50 ${p.p50}  p95 ${p.p95}  p99 ${p.p99}  max ${p.max}`,
    ]),
    ["redis", report.redis],
    ...(report.search ? [searchRow(report.search)] : []),
    ...(report.iam ? [iamRow(report.iam)] : []),
  ];
  const verdict =
    report.broken.length === 0
      ? "The accounting closes: every event is in its place."
      : `The accounting does not close: ${report.broken.join("; ")}.`;
  return `${rows.map(([name, value]) => `  ${name.padEnd(14)} ${value}`).join("\n")}\n\n${reasons}${verdict}\n`;
}

function remarks({ malformed, read_from_others }: RunReport["events"]): string {
  const remarks = [
    ...(malformed > 0 ? [`${malformed} malformed on purpose`] : []),
    ...(read_from_others > 0 ? [`${read_from_others} put by others`] : []),
  ];
  return remarks.length === 0 ? "" : ` (${remarks.join(", ")})`;
}

function searchRow({ documents, dropped, too_old, failed, url }: SearchReport): [string, string] {
  const missing = [
    ...Object.entries(failed).map(([reason, count]) => `search/${reason} ${count}`),
    ...(too_old > 0 ? [`${too_old} too old`] : []),
    ...(dropped > 0 ? [`${dropped} dropped, as a run's domain holds no more`] : []),
  ];
  return ["searchable", `${documents}${missing.length === 0 ? "" : ` (${missing.join(", ")})`}, ${url}`];
}

const iamRow = ({ checked, denied }: NonNullable<RunReport["iam"]>): [string, string] => [
  "iam",
  `${checked} checks against the stack's policies, ${denied} refused`,
];
