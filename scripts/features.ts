import { writeFile } from "node:fs/promises";
import { featureList, featureVersion } from "../shared/features/features.ts";
import { explained } from "./explained.ts";
import type { Card } from "./features/card.ts";
import { readPeriod } from "./features/labelled.ts";
import { leftOutWords } from "./features/left-out.ts";
import { type FeaturesCommand, parseOptions, usage } from "./features/options.ts";
import { archiveFiles } from "./features/source.ts";
import { stepProgress } from "./features/step-progress.ts";
import { writeTrainingSet } from "./features/training-set.ts";
import { printResult } from "./terminal.ts";
import { main } from "./user-error.ts";

function list(): void {
  const features = featureList.map(({ name, meaning }) => ({ name, meaning }));
  const width = Math.max(...features.map(({ name }) => name.length));
  const lines = features.map(({ name, meaning }) => `  ${name.padEnd(width)}  ${meaning}\n`);
  printResult(
    { version: featureVersion, features },
    `Features, version ${featureVersion}\n${lines.join("")}`,
  );
}

async function write(command: FeaturesCommand): Promise<void> {
  const progress = stepProgress();
  using archive = await archiveFiles(command, readPeriod(command), progress.say).catch(explained);
  progress.say(`Reading ${archive.files.length} files …`);
  const card = await writeTrainingSet({
    ...command,
    files: archive.files,
    onProgress: progress.show,
  }).finally(progress.end);
  await writeFile(`${command.out}.card.json`, `${JSON.stringify(card, null, 2)}\n`);
  printResult({ out: command.out, card }, summary(command.out, card));
}

function summary(out: string, { splits, left_out, label, features, versions, ...all }: Card): string {
  const share = ({ rows, positives }: { rows: number; positives: number }) =>
    `${positives} positive (${((100 * positives) / rows).toFixed(1)} %)`;
  const line = (name: string, counts: { rows: number; positives: number; sessions: number }) =>
    `  ${name.padEnd(12)}${String(counts.rows).padStart(10)} rows, ${share(counts)}, ${counts.sessions} sessions\n`;
  const left = leftOutWords(Object.entries(left_out));
  return [
    `${out}: ${features.length} features (version ${versions.features}), label ${label}; card in ${out}.card.json\n`,
    line("all", all),
    ...Object.entries(splits).map(([name, counts]) => line(name, counts)),
    left === "" ? "" : `  left out: ${left}\n`,
  ].join("");
}

await main(async () => {
  const command = parseOptions(process.argv.slice(2));
  if (command === "help") return void process.stdout.write(usage);
  if (command === "list") return list();
  await write(command);
});
