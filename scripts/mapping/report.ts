import { rawFieldNames } from "../../shared/event/raw.ts";
import { oneLine } from "../terminal.ts";
import type { CheckedSample } from "./check-sample.ts";
import { AS_IT_CAME, type Findings, type Tally } from "./findings.ts";
import type { CheckCommand } from "./options.ts";

/** What was found, as text for a terminal. */
export function reportOf({ findings, inPart }: CheckedSample, { mapping, sample }: CheckCommand): string {
  const { events, failed } = findings;
  const looked = inPart ? `the first ${count(events, "event")}` : count(events, "event");
  const head = `${shown(sample)} under ${mapping.name}: ${looked}, ${events - failed} valid and ${failed} not`;
  return [
    [head],
    section("What maps", mappedLines(findings, mapping.passthrough === true)),
    section("Event names", nameLines(findings)),
    section("What stays in properties", table(tallies(findings.properties))),
    section("What does not fit, and moves to properties", failureLines(findings.misfits)),
    section("What fails", failureLines(findings.failures)),
    section("Rules that found nothing", idleLines(findings)),
  ]
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join("\n")}\n`)
    .join("\n");
}

const section = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];

function mappedLines({ attributes }: Findings, passthrough: boolean): string[] {
  const rows = [...attributes]
    .sort(bySchema)
    .flatMap(([target, origins]) =>
      [...origins].map(([origin, { count, example }], at) => [
        at === 0 ? target : "",
        `← ${origin === AS_IT_CAME ? implicitOrigin(target, passthrough) : shown(origin)}`,
        String(count),
        shown(example),
      ]),
    );
  return table(rows);
}

const bySchema = ([a]: [string, unknown], [b]: [string, unknown]): number => place(a) - place(b);

/** That of the attribute in the schema; what stands in the metadata comes last. */
function place(target: string): number {
  const index = (rawFieldNames as string[]).indexOf(target);
  return index < 0 ? rawFieldNames.length : index;
}

/** The origin of what no rule gives: a native document may hold it, and the pipeline adds what is missing. */
function implicitOrigin(target: string, passthrough: boolean): string {
  const isAdded = target === "event_id" || target === "received_at" || target.startsWith("metadata.");
  if (passthrough) return isAdded ? "as it came, else added by the pipeline" : "as it came";
  return target === "event_id" ? "a hash of the content" : "added by the pipeline";
}

const nameLines = ({ names }: Findings): string[] =>
  table(
    [...names].flatMap(([name, calls]) =>
      sorted(calls).map(([called, { count }], at) => [
        at === 0 ? shown(name) : "",
        called === name ? "" : `← ${shown(called)}`,
        String(count),
      ]),
    ),
  );

const tallies = (counts: ReadonlyMap<string, Tally>): string[][] =>
  sorted(counts).map(([name, { count, example }]) => [shown(name), String(count), shown(example)]);

const sorted = (counts: ReadonlyMap<string, Tally>): [string, Tally][] =>
  [...counts].sort(([, a], [, b]) => b.count - a.count);

const failureLines = (failures: Findings["failures"]): string[] =>
  [...failures]
    .sort(([, a], [, b]) => b.count - a.count)
    .map(([why, { count, first }]) => `${count} × ${oneLine(why)}; the first is record ${first}`);

function idleLines({ idleRules }: Findings): string[] {
  const byTarget = Map.groupBy(idleRules, ({ target }) => target);
  return table(
    [...byTarget].map(([target, rules]) => [target, rules.map(({ rule }) => shown(rule)).join(", ")]),
  );
}

/** Columns as wide as what stands in them; counts to the right. */
function table(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const counts = widths.map((_, column) => column > 0 && rows.every((row) => /^\d+$/.test(row[column]!)));
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      if (column === row.length - 1 && !counts[column]) return cell;
      return counts[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!);
    });
    return cells.join("  ").trimEnd();
  });
}

const WIDEST = 60;

/** A text on one line, short, and without what a terminal would obey. */
function shown(text: string): string {
  const line = oneLine(text);
  return [...line].length > WIDEST ? `${[...line].slice(0, WIDEST - 1).join("")}…` : line;
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;
