import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../user-error.ts";
import { type ScenarioFigures, scenarios } from "./scenarios.ts";

export interface WholeFigures {
  scenario: string;
  figures: ScenarioFigures;
  /** Of the other checkout, just after or before. */
  other?: ScenarioFigures;
}

const ROOT = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/**
 * Each scenario here and, where another checkout is named, there, in turn and in an order that changes, since a machine's
 * speed does so within minutes.
 */
export async function benchWhole(quick: boolean, other: string | undefined): Promise<WholeFigures[]> {
  if (!existsSync("/proc/self/stat"))
    throw new UserError(
      "The whole pipeline is measured by /proc, which this machine does not have: leave pipeline out.",
    );
  const measured: WholeFigures[] = [];
  for (const [at, { name, run }] of scenarios.entries()) {
    if (other === undefined) {
      measured.push({ scenario: name, figures: await run(ROOT, quick) });
      continue;
    }
    const first = await run(at % 2 === 0 ? ROOT : other, quick);
    const second = await run(at % 2 === 0 ? other : ROOT, quick);
    const [figures, others] = at % 2 === 0 ? [first, second] : [second, first];
    measured.push({ scenario: name, figures, other: others });
  }
  return measured;
}

/** A line a figure: here, and there. */
export function wholeLines(all: readonly WholeFigures[]): string[] {
  return all.flatMap(({ scenario, figures, other }) => {
    const texts = scenarios.find(({ name }) => name === scenario)!.figures;
    const lines = Object.entries(texts).map(([name, [text, decimals]]) => {
      const cell = (value: number) => value.toFixed(decimals).padStart(9);
      const there = other === undefined ? "" : cell(other[name]!);
      return `  ${cell(figures[name]!)}${there}  ${text}`;
    });
    return [scenario, ...lines];
  });
}
