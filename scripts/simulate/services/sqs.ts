import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { SqsQueues } from "../../local/aws/contract.ts";
import type { Queues } from "../../local/aws/sqs/queues.ts";
import { sendMessageBatch } from "../../local/aws/sqs/send.ts";
import type { FaultDice } from "../faults.ts";
import type { Host } from "../host.ts";
import type { SimulatedNetwork } from "../network.ts";
import type { SimulatedTime } from "../time.ts";
import { callOf } from "./kinesis.ts";

/** An SQS client of one environment. */
export function sqsClientOf(queues: Queues, network: SimulatedNetwork, host: Host): SQSClient {
  const send = (command: unknown, options: { abortSignal?: AbortSignal } = {}) =>
    network.call(host, "sqs", options.abortSignal !== undefined, () => {
      if (command instanceof SendMessageBatchCommand)
        return sendMessageBatch(
          queues,
          callOf(command.input, () => network.faults.strikes("partial")),
        );
      throw new Error("The simulated SQS was asked for something that no function asks for.");
    });
  return { send } as unknown as SQSClient;
}

/** Longest wait of a poll, ms: it ends anyway when a message comes or shows up again. */
const POLL_MS = 20_000;

/** The queues as the triggers use them, on simulated time. */
export function triggerQueues(queues: Queues, time: SimulatedTime, faults: FaultDice) {
  return {
    async receive(name: string, { max = 1 } = {}) {
      const queue = queues.queue(name);
      const end = time.now() + POLL_MS;
      for (;;) {
        const messages = queue.take(max);
        for (const { receiptHandle } of messages)
          if (faults.strikes("redeliver")) queue.changeVisibility(receiptHandle, 1);
        if (messages.length > 0 || time.now() >= end) return messages;
        await changeOrTime(Math.min(end, queue.nextVisibleAt()) - time.now());
      }

      function changeOrTime(ms: number): Promise<void> {
        return new Promise((resolve) => {
          const settle = () => {
            cancel();
            stop();
            resolve();
          };
          const cancel = time.after(Math.max(1, ms), settle);
          const stop = queue.onChange(settle);
        });
      }
    },
    send(name: string, body: string) {
      if (faults.strikes("throttle")) throw new Error("Rate exceeded");
      queues.send(name, body);
    },
    delete: queues.delete.bind(queues),
    changeVisibility: queues.changeVisibility.bind(queues),
    depth: queues.depth.bind(queues),
  } satisfies Partial<SqsQueues>;
}
