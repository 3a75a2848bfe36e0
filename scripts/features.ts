import { parseArgs } from "node:util";
import { featureList, featureVersion } from "../shared/features/features.ts";
import { writeTrainingSet } from "./features/training-set.ts";
import { main, UsageError } from "./user-error.ts";

const usage = `Writes a training set from the archive, by the feature function that serves the model.

  npm run features -- --out FILE [--data DIR]
  npm run features -- --list

  --out FILE   training set to write: .csv or .parquet; a row an event with event_id, event_time, person_id
               (as far as the archive knows: what came before a login is of the one who logged in), device, the
               features, and label (1: the same session purchases later, be it after a login)
  --data DIR   folder of the local run, whose buckets are read (.data)
  --list       print every feature with its meaning
  --help       print this
`;

function options() {
  try {
    const { values } = parseArgs({
      options: {
        out: { type: "string" },
        data: { type: "string", default: ".data" },
        list: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`);
  }
}

function list(): void {
  const width = Math.max(...featureList.map(({ name }) => name.length));
  process.stdout.write(`Features, version ${featureVersion}\n`);
  for (const { name, meaning } of featureList) process.stdout.write(`  ${name.padEnd(width)}  ${meaning}\n`);
}

await main(async () => {
  const { out, data, list: listed, help } = options();
  if (help) return void process.stdout.write(usage);
  if (listed) return list();
  if (out === undefined) throw new UsageError(`--out is missing: name the file to write.\n\n${usage}`);
  if (!/\.(csv|parquet)$/.test(out))
    throw new UsageError(`--out ${out}: the file must end in .csv or .parquet.`);
  const { rows, positive, withoutSession, files } = await writeTrainingSet(data, out);
  const share = rows === 0 ? 0 : (100 * positive) / rows;
  process.stdout.write(
    `${out}: ${rows} rows of ${featureList.length} features (version ${featureVersion}) from ${files} files; ` +
      `${positive} (${share.toFixed(1)} %) before a purchase of their session; ` +
      `${withoutSession} events without a session left out.\n`,
  );
});
