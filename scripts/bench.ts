import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { benchEnrich, enrichedPacks } from "./bench/enrich.ts";
import { sampleEvents } from "./bench/events.ts";
import { benchArchive, benchKpl } from "./bench/parts.ts";
import { benchPipeline } from "./bench/pipeline.ts";
import { main, UsageError } from "./user-error.ts";

const usage = `Measures the hot paths on one core, and the whole local pipeline. Quote ratios: machines differ.

  npm run bench -- [--quick] [--only enrich,kpl,archive,pipeline] [--json FILE]

  --quick       fewer rounds and a shorter pipeline run
  --only LIST   only these parts
  --json FILE   write the figures as JSON, too
`;

const parts = ["enrich", "kpl", "archive", "pipeline"] as const;

await main(async () => {
  const { values } = options();
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const only = values.only?.split(",") ?? [...parts];
  const unknown = only.filter((name) => !(parts as readonly string[]).includes(name));
  if (unknown.length > 0) throw new UsageError(`--only ${unknown.join()}: choose from ${parts.join(", ")}.`);

  const rounds = values.quick ? 5 : 15;
  const figures: Record<string, unknown> = { node: process.versions.node };
  const { texts, plain, packed, world } = sampleEvents(values.quick ? 10 : 40, Date.now());
  if (only.includes("enrich")) figures.enrich = await benchEnrich(plain, packed, world, rounds);
  if (only.includes("kpl")) figures.kpl = await benchKpl(texts, rounds);
  if (only.includes("archive"))
    figures.archive = await benchArchive(await enrichedPacks(packed, world), texts.length, rounds);
  if (only.includes("pipeline")) {
    const report = await benchPipeline(values.quick ? 20_000 : 100_000, 8_000);
    figures.pipeline = {
      throughput_eps: report.throughput_eps,
      latency_ms: report.latency_ms,
      broken: report.broken,
    };
  }
  process.stdout.write(`${table(figures)}\n`);
  if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
});

function options() {
  try {
    return parseArgs({
      options: {
        quick: { type: "boolean" },
        only: { type: "string" },
        json: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(/(?<=\.) /)[0]} See npm run bench -- --help.`);
  }
}

/** Every figure on a line under its path: parts differ too much for columns. */
function table(figures: unknown, path = ""): string {
  if (typeof figures !== "object" || figures === null) {
    const value = typeof figures === "number" ? Math.round(figures * 100) / 100 : figures;
    return `${path.padEnd(44)} ${value}`;
  }
  const { name, ...rest } = figures as Record<string, unknown>;
  const own = typeof name === "string" ? name : path;
  return Object.entries(rest)
    .map(([key, value]) => table(value, own === "" || /^\d+$/.test(key) ? key : `${own} · ${key}`))
    .join("\n");
}
