import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { serialize } from "node:v8";
import { checkedOut, copyCheckout, notRun, tooOld } from "./against/checkout.ts";
import { measurePair } from "./against/pair.ts";
import { type PairedRun, plannedRuns, type Ratios } from "./against/ratios.ts";
import type { Compared } from "./compare.ts";
import type { Sample } from "./events.ts";

/** This checkout's enrichment against another one's. */
export interface AgainstFigures {
  /** The other checkout's folder. */
  checkout: string;
  /** Of each process: the other's time through this one's. */
  ratios: Ratios[];
  /** The same of the other checkout and a copy of it: what is nothing but noise. */
  noise: Ratios[];
  compared: Compared;
}

/** One process cannot tell 0.95 from 1: what V8 makes of the code is settled anew in each. */
const PROCESSES = 6;
const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Throws a `UserError` where the other checkout cannot be run. */
export async function benchAgainst(
  path: string,
  sample: Sample,
  now: number,
  rounds: number,
): Promise<AgainstFigures> {
  const other = checkedOut(path);
  const folder = await mkdtemp(join(tmpdir(), "clickstream-bench-"));
  try {
    const sampleFile = join(folder, "sample");
    await writeFile(sampleFile, serialize(sample));
    const copy = await copyCheckout(other, join(folder, "copy"));
    const measure = async ({ pair, swapped }: PairedRun) => {
      const present = pair === "noise" ? copy : ROOT;
      const result = await measurePair({ present, other, swapped, sampleFile, now, rounds });
      if ("tooOld" in result) throw tooOld(path);
      if ("failed" in result) throw notRun(path, result.failed);
      return { pair, ...result };
    };
    const results: Awaited<ReturnType<typeof measure>>[] = [];
    for (const run of plannedRuns(PROCESSES)) results.push(await measure(run));
    const ratiosOf = (pair: PairedRun["pair"]) =>
      results.filter((result) => result.pair === pair).map(({ ratios }) => ratios);
    return {
      checkout: path,
      ratios: ratiosOf("checkouts"),
      noise: ratiosOf("noise"),
      compared: results[0]!.compared,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
