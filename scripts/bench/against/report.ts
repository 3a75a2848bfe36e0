import type { AgainstFigures } from "../against.ts";
import type { Compared } from "../compare.ts";
import { type Ratios, spreadOf } from "./ratios.ts";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** The comparison with another checkout as a person reads it. */
export function againstLines({ checkout, ratios, noise, compared }: AgainstFigures): string[] {
  return [
    `enrich against ${checkout}: its processor time through this one's (above 1: this checkout is faster)`,
    ...ratioLines(ratios),
    `the noise: ${checkout} against a copy of itself`,
    ...ratioLines(noise),
    ...comparedLines(compared, ["this checkout", checkout]),
  ];
}

function ratioLines(ratios: readonly Ratios[]): string[] {
  return (["plain", "packed"] as const).map((kind) => {
    const each = ratios.map((ratio) => ratio[kind]);
    const { geometricMean, min, max } = spreadOf(each);
    const name = kind === "plain" ? "plain records" : "packs";
    const list = each.map((ratio) => ratio.toFixed(2)).join(" ");
    return `  ${name.padEnd(14)} ${geometricMean.toFixed(3)} (${min.toFixed(2)}–${max.toFixed(2)}): ${list}`;
  });
}

/** @param names of the two that were compared */
export function comparedLines(
  { events, fields, differences, onlyOurs, onlyTheirs }: Compared,
  [ours, theirs]: readonly [string, string],
): string[] {
  const outcome = differences.length === 0 ? "none differs" : `these differ: ${differences.join(", ")}`;
  const lines = [
    `${whole.format(fields)} fields of ${whole.format(events)} events compared between the two: ${outcome}.`,
  ];
  if (onlyOurs.length > 0) lines.push(`Only ${ours} gives ${onlyOurs.join(", ")}.`);
  if (onlyTheirs.length > 0) lines.push(`Only ${theirs} gives ${onlyTheirs.join(", ")}.`);
  return lines;
}
