import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { deserialize } from "node:v8";
import { alternate, type Contest, ratioOf, type Timed } from "../alternate.ts";
import { contest, type Enrich } from "../enrich-contest.ts";
import type { Sample, World } from "../events.ts";
import type { PairOrder, PairResult } from "./pair.ts";

/**
 * The process that measures one pair of checkouts: each is loaded from its folder, with its modules and its packages.
 * Nothing of either has run when the time is taken, or V8 would have seen more of the one than of the other.
 */
const order = JSON.parse(process.argv[2]!) as PairOrder;
// A checkout that cannot be run is a result, too: whoever named it is told why.
const result = await resultOf(order).catch(({ message }: Error) => ({ failed: message }));
process.send!(result, () => process.disconnect());

async function resultOf({
  present,
  other,
  swapped,
  sampleFile,
  now,
  rounds,
}: PairOrder): Promise<PairResult> {
  const sample = deserialize(await readFile(sampleFile)) as Sample;
  // In the order in which they run: what is loaded first is no better off in every process.
  const loaded = new Map<string, CoreOf>();
  for (const folder of swapped ? [present, other] : [other, present]) {
    const coreOf = await load(folder);
    if (coreOf === undefined) return { tooOld: folder };
    loaded.set(folder, coreOf);
  }
  const coreOf = (folder: string) => () => loaded.get(folder)!(sample.world, now);
  const contests = (kind: "plain" | "packed"): Contest[] =>
    [...loaded.keys()].map((folder) => contest(folder, coreOf(folder), sample[kind]));
  const timed = await alternate([...contests("plain"), ...contests("packed")], rounds);
  const of = (folder: string, kind: 0 | 1): Timed => timed.filter(({ name }) => name === folder)[kind]!;
  // Loaded last, with what it needs of this checkout.
  const { compareOutputs } = await import("../compare.ts");
  return {
    ratios: {
      plain: ratioOf(of(present, 0), of(other, 0)),
      packed: ratioOf(of(present, 1), of(other, 1)),
    },
    compared: await compareOutputs(coreOf(present)(), coreOf(other)(), sample.plain),
  };
}

type CoreOf = (world: World, now: number) => Enrich;

/** Undefined where the checkout has no such function: then its bench is older than this way to run it. */
async function load(folder: string): Promise<CoreOf | undefined> {
  const bench = await import(pathToFileURL(join(folder, "scripts/bench/enrich.ts")).href);
  return typeof bench.coreOf === "function" ? bench.coreOf : undefined;
}
