import { expect, test } from "@jest/globals";
import { readMessage } from "../../../../functions/failed/message.ts";
import { emptyPlan } from "../../../../scripts/local/runtime/interpret/plan.ts";
import { startNotifications } from "../../../../scripts/local/runtime/start-notifications.ts";
import { localAws, PLACE } from "../aws/local-aws.ts";
import { simulatedClock } from "./simulated-clock.ts";

const key = "errors/processing-failed/dt=2026-03-01/a b+ü";

/** A bucket that announces on a queue what stands under errors/. */
async function announcing() {
  const aws = await localAws();
  aws.s3.createBucket("archive");
  aws.s3.createBucket("other");
  aws.sqs.createQueue("failed");
  const notification = {
    id: "n",
    bucket: "archive",
    queueArn: aws.sqs.arn("failed"),
    prefix: "errors/",
    suffix: "",
  };
  const plan = { ...emptyPlan(), notifications: [notification] };
  const stop = startNotifications(plan, { aws, region: PLACE.region, clock: simulatedClock() });
  const messages = async () => {
    const received = await aws.sqs.receive("failed", { max: 10 });
    for (const { receiptHandle } of received) aws.sqs.delete("failed", receiptHandle);
    return received.map(({ body }) => readMessage(body));
  };
  return { aws, stop, messages };
}

test("tries the queue out first, then announces each object of the prefix by its key", async () => {
  const { aws, messages } = await announcing();
  expect(await messages()).toEqual([{ kind: "test" }]);
  await aws.s3.put("archive", key, Buffer.from("x"));
  await aws.s3.put("archive", "events/x", Buffer.from("x"));
  await aws.s3.put("other", key, Buffer.from("x"));
  expect(await messages()).toEqual([{ kind: "objects", objects: [{ bucket: "archive", key, from: 0 }] }]);
});

test("announces nothing once it is stopped", async () => {
  const { aws, stop, messages } = await announcing();
  await messages();
  stop();
  await aws.s3.put("archive", key, Buffer.from("x"));
  expect(await messages()).toEqual([]);
});
