import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { answerOf, type ModelAnswer, modelRefusal, servedModel } from "../../../functions/model/answer.ts";
import { type Coefficients, shippedCoefficients } from "../../../functions/model/coefficients.ts";
import { SHIPPED_MODEL_PATH } from "../../../shared/scoring/shipped-model.ts";
import { browserRefusal } from "../browser-guard.ts";
import { type Failing, faultState, type ModelFaults } from "./faults.ts";
import { faultyAnswer, scoredIn } from "./faulty-answer.ts";

export interface ModelOptions {
  /** Loopback port; 0 takes any free one. */
  port: number;
  /** Bearer token that callers must show; none if not given. */
  token?: string;
  /** Those that come with the program, if not given. */
  coefficients?: Coefficients | undefined;
  log?(line: string): void;
}

export interface ModelCalls {
  requests: number;
  /** Instances of the requests that got a 200. */
  instances: number;
  /** Requests by status; "0" are those without a response. */
  byStatus: Record<string, number>;
}

/** A request as it came, for what responds in the place of the service. */
export interface ModelRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface Model extends ModelFaults {
  /** Address of the predict method: the value for MODEL_URL. */
  readonly url: string;
  readonly health: string;
  /** What comes before the path of a request, with a slash at its end. */
  readonly address: string;
  /** From now on another responds: to path, method, token and all. Faults come on top. */
  answeredBy(respond: (request: ModelRequest) => Promise<ModelAnswer>): void;
  calls(): ModelCalls;
  stop(): Promise<void>;
}

/** A small scoring service on loopback: a real model behind the REST protocol of the real ones. */
export async function startModel({
  port,
  token,
  coefficients = shippedCoefficients,
  log,
}: ModelOptions): Promise<Model> {
  const model = servedModel(coefficients);
  const faults = faultState();
  const calls: ModelCalls = { requests: 0, instances: 0, byStatus: {} };
  const closing = new AbortController();
  let other: ((request: ModelRequest) => Promise<ModelAnswer>) | undefined;
  const server = createServer((request, response) => {
    respond(request, response).catch((error: Error) => {
      // The caller has gone, or the service is being stopped: there is nobody to answer.
      log?.(`request dropped: ${error.message}`);
      response.destroy();
    });
  });

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = browserRefusal(request);
    if (refusal !== undefined)
      return send(response, { status: 403, body: JSON.stringify({ error: refusal }) });
    if (request.method === "GET" && request.url === "/healthz") {
      send(response, { status: 200, body: JSON.stringify({ status: "ok", model_version: model.version }) });
      return;
    }
    const body = await text(request);
    calls.requests += 1;
    const failing = faults.failing(Date.now());
    if (failing !== undefined) return fail(response, failing);
    const answer = await faultyAnswer(body, faults, (sent) => predict(request, sent));
    const instances = answer.body.endsWith("}") ? scoredIn(answer) : 0;
    const wait = faults.delayFor(instances);
    if (wait > 0) await setTimeout(wait, undefined, { signal: closing.signal });
    calls.instances += instances;
    record(answer.status);
    send(response, answer);
  }

  async function predict(
    { method = "", url = "", headers }: IncomingMessage,
    body: string,
  ): Promise<ModelAnswer> {
    const texts = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    if (other) return other({ method, path: url, headers: Object.fromEntries(texts), body });
    if (url !== SHIPPED_MODEL_PATH) return modelRefusal(404, `there is only ${SHIPPED_MODEL_PATH}`);
    if (method !== "POST") return modelRefusal(405, "predict takes POST");
    if (token !== undefined && headers.authorization !== `Bearer ${token}`)
      return modelRefusal(401, "the token is wrong");
    return answerOf(body, model);
  }

  function fail(response: ServerResponse, { status, retryAfter }: Failing): void {
    record(status === "hang" || status === "cut" ? 0 : status);
    if (status === "hang") return;
    if (status === "cut") {
      response.destroy();
      return;
    }
    if (retryAfter !== undefined) response.setHeader("retry-after", retryAfter);
    send(response, { status, body: JSON.stringify({ error: `told to answer ${status}` }) });
  }

  function record(status: number): void {
    calls.byStatus[status] = (calls.byStatus[status] ?? 0) + 1;
  }

  const origin = await listen();
  log?.(`model ${model.version} on ${origin}`);
  return {
    ...faultControls(),
    url: origin + SHIPPED_MODEL_PATH,
    address: `${origin}/`,
    answeredBy(respond) {
      other = respond;
    },
    health: `${origin}/healthz`,
    calls: () => ({ ...calls, byStatus: { ...calls.byStatus } }),
    async stop() {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };

  function faultControls(): ModelFaults {
    const { fail, delay, answer, reject, heal } = faults;
    return { fail, delay, answer, reject, heal };
  }

  function listen(): Promise<string> {
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", () => {
        resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      });
    });
  }
}

function send(response: ServerResponse, { status, body }: ModelAnswer): void {
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
  });
  response.end(body);
}
