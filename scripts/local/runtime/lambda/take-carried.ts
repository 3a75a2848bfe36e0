import type { MessagePort } from "node:worker_threads";
import type { RespondToCall } from "../../aws/contract.ts";
import { type CarriedRequest, type CarriedResponse, hand, separateBytes } from "./carried.ts";

/** The gateway's side: makes the response to each request that comes by the port. */
export function takeCarried(port: MessagePort, respond: RespondToCall): void {
  port.on("message", async (request: CarriedRequest) => hand(port, await responseTo(request, respond)));
  port.unref();
}

async function responseTo(request: CarriedRequest, respond: RespondToCall): Promise<CarriedResponse> {
  const { id, method, path, headers, body } = request;
  const answer = await respond({
    method,
    path,
    query: new URLSearchParams(request.query),
    headers,
    body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
  });
  if (answer === undefined) return { id };
  const whole = typeof answer.body === "string" ? answer.body : await bytesOf(answer.body);
  return { id, response: { status: answer.status, headers: answer.headers, body: whole } };
}

/** A stream that comes as it goes has no end to wait for, and no function of this pipeline reads one. */
async function bytesOf(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return separateBytes(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return separateBytes(Buffer.concat(chunks));
}
