import { crc32 } from "node:zlib";
import type { Random } from "../../../functions/generate/random.ts";
import type { ModelReply, Transport } from "../../../shared/scoring/ports.ts";
import type { FaultKind } from "../faults.ts";
import type { Host } from "../host.ts";
import type { SimulatedNetwork } from "../network.ts";

/** The simulated model's prediction for an event. It follows from the id, so that a mistaken match is noticed. */
export const predictionOf = (eventId: string): number => crc32(eventId) / 2 ** 32;

/** The same events every time: a model takes an event or it does not. */
export const refuses = (eventId: string, rate: number): boolean =>
  crc32(`refuse ${eventId}`) / 2 ** 32 < rate;

interface Instance {
  event_id: string;
}

/** The transport to the model from one environment. */
export function modelTransportOf(network: SimulatedNetwork, host: Host, refusalRate: number): Transport {
  const { faults, random } = network;
  const strikes = (kind: FaultKind): boolean => faults.strikes(kind);

  return {
    async post(body, _token, timeout) {
      const { instances } = JSON.parse(body) as { instances: Instance[] };
      if (strikes("crash")) await host.die();
      if (strikes("model-slow")) {
        await host.sleep(timeout);
        return { kind: "timeout", message: `no answer within ${timeout} ms` };
      }
      await host.sleep(Math.min(timeout, random.between(3, 20) + instances.length / 5));
      if (strikes("crash")) await host.die();
      if (strikes("model-busy")) return busy(random.below(4));
      if (instances.some(refused)) return modelReply(400, { error: "an instance is not acceptable" });
      if (strikes("model-wrong")) return wrong(instances, random.below(5));
      if (strikes("model-cut")) return cut(right(instances, random.below(3)), random);
      return right(instances, random.below(3));
    },
    async close() {},
  };

  function refused({ event_id }: Instance): boolean {
    const isRefused = refuses(event_id, refusalRate);
    if (isRefused) faults.count("model-refuses");
    return isRefused;
  }
}

function busy(way: number): ModelReply {
  if (way === 0) return modelReply(429, {}, { "retry-after": "2" });
  if (way === 1) return modelReply(503, {});
  return way === 2 ? modelReply(500, {}) : { kind: "unreachable", message: "the model is out of reach" };
}

function wrong(instances: readonly Instance[], way: number): ModelReply {
  const predictions: unknown[] = instances.map(({ event_id }) => predictionOf(event_id));
  if (way === 0) return modelReply(200, { predictions: predictions.slice(1) });
  if (way === 1) return modelReply(200, { predictions: [...predictions, 0.5] });
  if (way === 2) return modelReply(200, { predictions: predictions.map(() => "high") });
  if (way === 3) return { kind: "unreadable", message: "the answer cannot be read" };
  return modelReply(200, { outputs: predictions });
}

/** The beginning of a response, as a proxy that gives up leaves it. */
const cut = (reply: HttpReply, random: Random): ModelReply => ({
  ...reply,
  body: reply.body.slice(0, random.below(reply.body.length)),
});

/** The three correct forms of a model's response. */
function right(instances: readonly Instance[], way: number): HttpReply {
  const identified = instances.map(({ event_id }) => ({ event_id, prediction: predictionOf(event_id) }));
  if (way === 0) return modelReply(200, { predictions: identified.map(({ prediction }) => prediction) });
  return modelReply(200, {
    predictions: way === 1 ? identified : identified.toReversed(),
    model_version: "7",
  });
}

type HttpReply = ModelReply & { kind: "answer" };

const modelReply = (status: number, body: unknown, headers: Record<string, string> = {}): HttpReply => ({
  kind: "answer",
  status,
  headers,
  body: JSON.stringify(body),
});
