import { writeFile } from "node:fs/promises";
import { benchAgainst } from "./bench/against.ts";
import { archiveTable } from "./bench/archive/table.ts";
import { benchArchiveQueries } from "./bench/archive.ts";
import { benchEnrich } from "./bench/enrich.ts";
import { sampleEvents } from "./bench/events.ts";
import { type Figures, machine, table } from "./bench/figures.ts";
import { parseOptions, usage } from "./bench/options.ts";
import { benchArchive, benchKpl, benchParquet } from "./bench/packs.ts";
import { benchPredict } from "./bench/predict.ts";
import { scoreTable } from "./bench/quality/score.ts";
import { benchQuality } from "./bench/quality.ts";
import { benchWhole } from "./bench/whole/whole.ts";
import { printError, printResult } from "./terminal.ts";
import { main } from "./user-error.ts";

await main(async () => {
  const options = parseOptions(process.argv.slice(2));
  if (options === "help") {
    process.stdout.write(usage);
    return;
  }
  const { quick, out, only, against, quality, archive } = options;
  if (quality !== undefined) {
    const scores = benchQuality(quality);
    printResult(scores, scoreTable(scores));
    if (out !== undefined) await writeFile(out, `${JSON.stringify(scores, null, 2)}\n`);
    return;
  }
  if (archive !== undefined) {
    const figures = await benchArchiveQueries(archive.data, archive.events, (line) =>
      printError(`${line}\n`),
    );
    printResult(figures, archiveTable(figures));
    if (out !== undefined) await writeFile(out, `${JSON.stringify(figures, null, 2)}\n`);
    return;
  }
  const rounds = quick ? 5 : 15;
  const now = Date.now();
  const sample = sampleEvents(quick ? 20 : 40, now);
  const figures: Figures = { machine: machine(sample.texts) };
  if (against !== undefined && only.includes("enrich"))
    figures.against = await benchAgainst(against, sample, now, 2 * rounds);
  else if (only.includes("enrich")) figures.enrich = await benchEnrich(sample, now, rounds);
  if (only.includes("kpl")) figures.kpl = await benchKpl(sample, rounds);
  if (only.includes("predict")) figures.predict = await benchPredict(sample, now, rounds);
  if (only.includes("archive")) figures.archive = await benchArchive(sample, now, rounds);
  if (only.includes("parquet")) figures.parquet = await benchParquet(sample, now, rounds);
  if (only.includes("pipeline")) figures.pipeline = await benchWhole(quick, against);
  printResult(figures, table(figures));
  if (out !== undefined) await writeFile(out, `${JSON.stringify(figures, null, 2)}\n`);
});
