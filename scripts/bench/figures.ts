import { cpus } from "node:os";
import { againstLines, comparedLines } from "./against/report.ts";
import type { AgainstFigures } from "./against.ts";
import type { Timed } from "./alternate.ts";
import type { EnrichFigures } from "./enrich.ts";
import { type WholeFigures, wholeLines } from "./whole/whole.ts";
import { parseMicrosecondsPerKb } from "./yardstick.ts";

/** What `--json` prints and `--out FILE` writes; a part that was not run is absent. */
export interface Figures {
  machine: { cpu: string; cores: number; node: string; parseMicrosecondsPerKb: number };
  enrich?: EnrichFigures;
  against?: AgainstFigures;
  kpl?: Timed[];
  predict?: Timed[];
  archive?: Timed[];
  parquet?: Timed[];
  pipeline?: WholeFigures[];
}

/** @param texts events, to take the measure of the machine by */
export function machine(texts: readonly string[]): Figures["machine"] {
  const all = cpus();
  return {
    cpu: all[0]?.model ?? "unknown",
    cores: all.length,
    node: process.versions.node,
    parseMicrosecondsPerKb: parseMicrosecondsPerKb(texts),
  };
}

/** The figures as a person reads them. */
export function table({
  machine,
  enrich,
  against,
  kpl = [],
  predict = [],
  archive = [],
  parquet = [],
  pipeline = [],
}: Figures): string {
  const timed = [...(enrich?.timed ?? []), ...kpl, ...predict, ...archive, ...parquet];
  const { cpu, cores, node, parseMicrosecondsPerKb: parse } = machine;
  const lines = [`${cpu}, ${cores} cores, Node ${node}; JSON.parse takes ${parse.toFixed(1)} µs a KB`, ""];
  if (timed.length > 0) lines.push(row("", "events/s", "µs/event"), ...timed.map(timedRow), "");
  if (enrich !== undefined) lines.push(...enrichLines(enrich), "");
  if (against !== undefined) lines.push(...againstLines(against), "");
  if (pipeline.length > 0) lines.push(...wholeLines(pipeline), "");
  return lines.join("\n");
}

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

const row = (name: string, ...cells: string[]): string =>
  [name.padEnd(40), ...cells.map((cell) => cell.padStart(10))].join(" ").trimEnd();

const timedRow = ({ name, eventsPerSecond, microsecondsPerEvent }: Timed): string =>
  row(name, whole.format(eventsPerSecond), microsecondsPerEvent.toFixed(2));

function enrichLines({ ratio, compared }: EnrichFigures): string[] {
  return [
    `enrich is ${ratio.plain.toFixed(1)} times as fast as the baseline (${ratio.packed.toFixed(1)} times with packs), and`,
    `${ratio.forgetful.toFixed(1)} times as fast as one that counts redelivered events twice.`,
    ...comparedLines(compared, ["enrich", "the baseline"]),
  ];
}
