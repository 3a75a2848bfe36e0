import { newKinesisClient, newS3Client } from "../shared/aws/clients.ts";
import { isTransient } from "../shared/aws/errors.ts";
import { kinesisSink } from "../shared/aws/kinesis.ts";
import { objectStore } from "../shared/aws/s3.ts";
import { folderStore } from "./replay/folder.ts";
import { parseOptions, type ReplayCommand, usage } from "./replay/options.ts";
import type { ReplayStreams } from "./replay/put.ts";
import { replay } from "./replay/run.ts";
import { deployedStack, failedFolder, localStack, type ReplayStack } from "./replay/stack.ts";
import { printResult } from "./terminal.ts";
import { main, UserError } from "./user-error.ts";

/** Counting needs only what the run left in its folder; putting events back needs its streams. */
function storeOf({ target, apply }: ReplayCommand, stack: ReplayStack) {
  return "data" in target && !apply
    ? folderStore(failedFolder(target.data))
    : objectStore(newS3Client(), stack.failed_bucket);
}

function streamsOf({ raw_stream, enriched_stream, lanes }: ReplayStack): ReplayStreams {
  const kinesis = newKinesisClient();
  return {
    raw: kinesisSink(kinesis, raw_stream),
    enriched: kinesisSink(kinesis, enriched_stream),
    lanes: Number(lanes),
  };
}

/** What goes wrong on the way to AWS is mostly not there, or not up. */
function unreachable(error: unknown): never {
  if (!isTransient(error)) throw error;
  const where = process.env.AWS_ENDPOINT_URL ?? "AWS";
  throw new UserError(
    `${where} does not answer (${error.message}). A local run must be up: npm start -- --hold.`,
  );
}

function showProgress({ objects, of, put }: { objects: number; of: number; put: number }): void {
  process.stderr.write(`${put} put back, ${objects} of ${of} objects read\n`);
}

await main(async (): Promise<number> => {
  const command = parseOptions(process.argv.slice(2));
  if (command === "help") {
    process.stdout.write(usage);
    return 0;
  }
  const { apply, target, ...selection } = command;
  const stack = "data" in target ? localStack(target.data) : deployedStack(target.outputs);
  const { summary, done } = await replay({
    ...selection,
    store: storeOf(command, stack),
    onProgress: showProgress,
    ...(apply && { apply: streamsOf(stack) }),
  }).catch(unreachable);
  const ending = apply ? done : undefined;
  printResult(summary.json(ending), summary.report(ending));
  return done.left > 0 ? 1 : 0;
});
