import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "@jest/globals";
import { within } from "../../../shared/redis/within.ts";

const never = new Promise<never>(() => {});

test("what comes in time is returned, and what does not is an error that says how long was waited", async () => {
  await expect(within(Promise.resolve("PONG"), 1_000)).resolves.toBe("PONG");
  await expect(within(never, 5)).rejects.toThrow("no answer within 5 ms");
  await expect(within(Promise.reject(new Error("closed")), 1_000)).rejects.toThrow("closed");
});

test("what arrived while this thread was busy is read, although its time is over", async () => {
  const echo = `const { parentPort } = require("node:worker_threads"); parentPort.on("message", (text) => parentPort.postMessage(text));`;
  const worker = new Worker(echo, { eval: true });
  await once(worker, "online");
  const reply = once(worker, "message");
  // Behind the sockets of this turn of the loop, so that the timers of the next one go before what arrives now.
  await new Promise(setImmediate);
  const bounded = within(reply, 1);
  worker.postMessage("PONG");
  // Busy for as long as the other thread takes to reply: nothing is read meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
  await expect(bounded).resolves.toEqual(["PONG"]);
  await worker.terminate();
});
