import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { synthesize } from "../../build/synthesize.ts";
import type { RunOptions } from "./options.ts";
import { searchedBy } from "./search.ts";
import type { Interference, TerraformJson } from "./types.ts";

/** The index on loopback shows a document 0.2 s after it came. */
const LOCAL_LAG_SECONDS = 1;

/** The stack of dev with what the options put in force. Returns its file. @param data folder of the run */
export async function synthesizeStack(
  options: RunOptions,
  data: string,
  { environment, edit }: Interference,
  onStep: (text: string) => void,
): Promise<string> {
  const [stack] = await synthesize({
    outdir: join(data, "stack"),
    environments: ["dev"],
    onStep,
    changes: {
      ...(options.steps.length > 0 && { steps: options.steps }),
      // Which one, its variable says once it listens.
      elasticsearchUrl: "http://127.0.0.1",
      ...(process.env.ELASTICSEARCH_URL === undefined && { ingestLagSeconds: LOCAL_LAG_SECONDS }),
      ...searchedBy(options),
      ...environment,
    },
  });
  const { file } = stack!;
  if (edit) await edited(file, edit);
  return file;
}

async function edited(file: string, edit: (stack: TerraformJson) => void): Promise<void> {
  const stack = JSON.parse(await readFile(file, "utf8")) as TerraformJson;
  edit(stack);
  await writeFile(file, JSON.stringify(stack));
}
