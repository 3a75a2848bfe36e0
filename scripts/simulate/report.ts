import { print, printResult } from "../terminal.ts";
import type { SimulationFigures } from "./checks/evidence.ts";
import { checks } from "./checks/index.ts";
import { type FaultKind, faultKinds, faultNames } from "./faults.ts";
import type { SimulationOutcome } from "./run.ts";
import type { ScenarioOptions } from "./scenario.ts";

/** Failing seeds that are printed in full; the others are only counted. */
const SHOWN = 5;
const PROGRESS_MS = 2_000;

/** Prints failing seeds as they come, and at the end what was simulated, which faults struck and what was checked. */
export class SimulationReport {
  failed = 0;
  readonly #seeds: number;
  readonly #options: ScenarioOptions;
  readonly #started = performance.now();
  readonly #struck = new Map<FaultKind, number>();
  readonly #total: Record<keyof SimulationFigures, number> = {
    made: 0,
    raw: 0,
    enriched: 0,
    failed: 0,
    archived: 0,
    predicted: 0,
    lossy: 0,
    begunAnew: 0,
    abandoned: 0,
    invocations: 0,
    duration: 0,
  };
  readonly #failures: Pick<SimulationOutcome, "seed" | "violations">[] = [];
  #played = 0;
  #shownAt = 0;

  constructor(seeds: number, options: ScenarioOptions) {
    this.#seeds = seeds;
    this.#options = options;
  }

  add(outcome: SimulationOutcome): void {
    this.#played += 1;
    for (const [kind, times] of outcome.struck) this.#struck.set(kind, (this.#struck.get(kind) ?? 0) + times);
    for (const name of Object.keys(this.#total) as (keyof SimulationFigures)[])
      this.#total[name] += outcome.figures[name];
    if (outcome.violations.length > 0) {
      this.failed += 1;
      if (this.failed <= SHOWN) print(`${seedFailure(outcome, this.#options)}\n`);
      this.#failures.push({ seed: outcome.seed, violations: outcome.violations });
    }
    this.#progress();
  }

  end(): void {
    const seconds = (performance.now() - this.#started) / 1000;
    const total = this.#total;
    const lines = [
      `${count(this.#seeds)} seeds in ${seconds.toFixed(1)} s (${(this.#seeds / seconds).toFixed(1)} a second), ` +
        `${(total.duration / 3_600_000).toFixed(0)} simulated hours, ${count(total.invocations)} invocations.`,
      `${count(total.made)} events became ${count(total.raw)} raw and ${count(total.enriched)} enriched lines, ` +
        `${count(total.archived)} archived, ${count(total.predicted)} predicted, ${count(total.failed)} failed; ` +
        `triggers gave up ${count(total.abandoned)} batches, Redis lost state of ${count(total.lossy)} users, a version could not read that of ${count(total.begunAnew)}.`,
      "",
      "Faults:",
      ...faultNames.map((name) => row(name, count(this.#struck.get(name) ?? 0), faultKinds[name].what)),
      "",
      "Checked after the faults of each seed had ended:",
      `  progress: everything is done`,
      ...checks.map(({ name }) => `  ${name}`),
      "",
      this.failed === 0 ? "All hold." : `${count(this.failed)} of ${count(this.#seeds)} seeds fail.`,
    ];
    const document = {
      seeds: this.#seeds,
      seconds,
      total,
      struck: Object.fromEntries(this.#struck),
      checks: checks.map(({ name }) => name),
      failures: this.#failures,
    };
    printResult(document, `${lines.join("\n")}\n`);
  }

  #progress(): void {
    const now = performance.now();
    if (!process.stderr.isTTY || now - this.#shownAt < PROGRESS_MS) return;
    this.#shownAt = now;
    process.stderr.write(`\r${this.#played} of ${this.#seeds} seeds, ${this.failed} fail `);
  }
}

/** A failing seed: what does not hold, under which faults, and how to see it again. */
export function seedFailure(
  { seed, violations, struck }: SimulationOutcome,
  options: ScenarioOptions,
): string {
  const [first, ...others] = violations.map(({ invariant, sentence }) => `${invariant}: ${sentence}`);
  const happened = [...struck].map(([kind, times]) => `${kind} ${times}×`).join(", ");
  return [
    `Seed ${seed} fails. ${first}`,
    ...others.map((other) => `  also: ${other}`),
    `  faults: ${happened || "none"}`,
    `  again: ${commandOf(seed, options)}`,
  ].join("\n");
}

/** The command that plays one seed again. */
export function commandOf(seed: number, { events, faults }: ScenarioOptions): string {
  const only = faults === undefined ? "" : ` --faults ${faults.length === 0 ? "none" : faults.join(",")}`;
  return `npm run simulate -- --seed ${seed} --events ${events}${only}`;
}

const count = (value: number): string => value.toLocaleString("en");

const row = (name: string, value: string, what: string): string =>
  `  ${name.padEnd(16)}${value.padStart(9)}  ${what}`;
