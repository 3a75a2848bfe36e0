import { parseArgs } from "node:util";
import { kinesisClient, s3Client } from "../shared/aws/clients.ts";
import { isTransient } from "../shared/aws/errors.ts";
import { kinesisSink } from "../shared/aws/kinesis.ts";
import { objectStore } from "../shared/aws/s3.ts";
import { filterOf } from "./replay/filter.ts";
import { replay } from "./replay/run.ts";
import { deployedStack, localStack } from "./replay/stack.ts";
import { main, UsageError, UserError } from "./user-error.ts";

const usage = `Puts failed events back on the stream whose consumer failed them, with their original bytes.
Without --apply it only counts them.

  npm run replay -- [options]

  --stage STAGE     only this stage: produce, decode, validate, enrich, predict, archive
  --reason REASON   only this reason, such as retries_exhausted
  --since WHEN      only failed since: a day, a moment (2026-03-01T12:00:00Z) or an age (90m, 12h, 7d)
  --until WHEN      only failed before
  --all             also what would fail again unchanged (bad data)
  --apply           do it
  --data DIR        folder of the local run (.data), which must be up (npm start -- --hold)
  --outputs FILE    outputs of a deployed stack, instead of the local run
  --help            print this

Exit code 1 when some could not be put back.
`;

function options() {
  const declared = {
    stage: { type: "string" },
    reason: { type: "string" },
    since: { type: "string" },
    until: { type: "string" },
    all: { type: "boolean", default: false },
    apply: { type: "boolean", default: false },
    data: { type: "string", default: ".data" },
    outputs: { type: "string" },
    help: { type: "boolean", default: false },
  } as const;
  try {
    return parseArgs({ options: declared }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`);
  }
}

/** What goes wrong on the way to AWS is mostly not there, or not up. */
function unreachable(error: unknown): never {
  if (!isTransient(error)) throw error;
  const where = process.env.AWS_ENDPOINT_URL ?? "AWS";
  throw new UserError(
    `${where} does not answer (${error.message}). A local run must be up: npm start -- --hold.`,
  );
}

await main(async (): Promise<number> => {
  const { help, apply, all, data, outputs, ...filters } = options();
  if (help) {
    process.stdout.write(usage);
    return 0;
  }
  const filter = filterOf(filters);
  const stack = outputs === undefined ? localStack(data) : deployedStack(outputs);
  const kinesis = kinesisClient();
  const { summary, done } = await replay({
    store: objectStore(s3Client(), stack.failed_bucket),
    streams: {
      raw: kinesisSink(kinesis, stack.raw_stream),
      enriched: kinesisSink(kinesis, stack.enriched_stream),
    },
    filter,
    all,
    apply,
  }).catch(unreachable);
  process.stdout.write(summary.report(apply ? done : undefined));
  return done.left > 0 ? 1 : 0;
});
