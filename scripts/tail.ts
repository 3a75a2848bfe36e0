import { setTimeout as sleep } from "node:timers/promises";
import { newDynamoClient, newKinesisClient, newS3Client } from "../shared/aws/clients.ts";
import { isTransient } from "../shared/aws/errors.ts";
import { objectStore } from "../shared/aws/s3.ts";
import { storedItem } from "../shared/aws/stored-item.ts";
import { tailStream } from "../shared/aws/stream-tail.ts";
import { withNames } from "./outputs.ts";
import { deployedStack, localStack } from "./replay/stack.ts";
import { eventLines, type Followed, failuresIn, type Looking, predictionsOf } from "./tail/follow.ts";
import { parseOptions, type TailCommand, usage } from "./tail/options.ts";
import { showTail } from "./tail/show-tail.ts";
import { main, UserError } from "./user-error.ts";

const LOCAL_PAUSE_MS = 1_000;
/** Listing a bucket costs something on AWS. */
const DEPLOYED_PAUSE_MS = 10_000;

await main(async () => {
  const command = parseOptions(process.argv.slice(2));
  if (command === "help") return void process.stdout.write(usage);
  const ending = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ending.abort());
  await showTail(followed(command, ending.signal), command, ending, process.stdout).catch((error) => {
    if (!isTransient(error)) throw error;
    throw new UserError(
      `${process.env.AWS_ENDPOINT_URL ?? "AWS"} does not respond (${error.message}). A local run must be up: npm start.`,
    );
  });
  // A read that is under way need not be waited for.
  process.exit(0);
});

function followed({ subject, target }: TailCommand, ending: AbortSignal): Followed {
  const isLocal = "data" in target;
  const stack = isLocal ? localStack(target.data) : deployedStack(target.outputs);
  const looking: Looking = {
    ending,
    pauseMs: isLocal ? LOCAL_PAUSE_MS : DEPLOYED_PAUSE_MS,
    now: Date.now,
    sleep: (ms) => sleep(ms, undefined, { signal: ending }).catch(() => {}),
  };
  if (subject === "failures") return failuresIn(objectStore(newS3Client(), stack.failed_bucket), looking);
  const events = eventLines(tailStream(newKinesisClient(), stack.enriched_stream, ending));
  if (subject === "events") return events;
  const { predictions_table } = withNames(
    stack as unknown as Record<string, unknown>,
    ["predictions_table"],
    "The stack",
  );
  const dynamo = newDynamoClient();
  return predictionsOf(events, (key) => storedItem(dynamo, predictions_table, key), {
    ...looking,
    pauseMs: LOCAL_PAUSE_MS,
  });
}
