import { doubts } from "./doubts.ts";
import { monthlyCost, perMillion, total } from "./monthly.ts";
import { capacityModes, savings } from "./savings.ts";
import type { Load, PricedStack, Term } from "./stack.ts";

const TOP = 6;

/** The bill, where most of it goes, what the other capacity mode would cost, and which setting saves most. */
export function costReport(stack: PricedStack, load: Load): string {
  const terms = monthlyCost(stack, load);
  const sum = total(terms);
  return [
    row("", "$ a month", "$ a million", "share"),
    ...[...terms].sort((a, b) => b.monthly - a.monthly).map((term) => termRow(term, sum, load)),
    row("total", dollars(sum), perMillion(sum, load).toFixed(4), "100 %"),
    "",
    row("", "on demand", "provisioned", ""),
    ...capacityModes(stack, load).map((mode) =>
      row(mode.name, dollars(mode.onDemand), dollars(mode.provisioned), ""),
    ),
    "",
    ...saved(stack, load),
    ...doubts(stack, load).map((doubt) => `It would not hold: ${doubt}`),
    "List prices of July 2026, us-east-1, second-hand; check them before quoting. Stores as full as they get. The model,",
    "Elasticsearch, queries and failed events come on top.",
    "",
  ].join("\n");
}

function saved(stack: PricedStack, load: Load): string[] {
  const found = savings(stack, load).slice(0, TOP);
  if (found.length === 0) return ["No setting saves more than half a per cent.", ""];
  return [
    "What saves most, each by itself:",
    ...found.map(
      ({ setting, instead, monthly }) => `${dollars(monthly).padStart(9)}  ${setting}: ${instead}`,
    ),
    "",
  ];
}

const termRow = ({ name, monthly, from }: Term, sum: number, load: Load): string =>
  `${row(name, dollars(monthly), perMillion(monthly, load).toFixed(4), `${Math.round((100 * monthly) / sum)} %`)}   ${from}`;

const row = (name: string, ...cells: string[]): string =>
  `${name.padEnd(22)}${cells.map((cell) => cell.padStart(12)).join("")}`.trimEnd();

const dollars = (value: number): string => Math.round(value).toLocaleString("en");
