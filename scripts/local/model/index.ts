import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { browserRefusal } from "../browser-guard.ts";
import { answerOf, type ModelAnswer } from "./answer.ts";
import { type Coefficients, shippedCoefficients } from "./coefficients.ts";
import { type Failing, faultState, type ModelFaults } from "./faults.ts";
import { propensityBy } from "./propensity.ts";

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

export interface Model extends ModelFaults {
  /** Address of the predict method: the value for MODEL_URL. */
  readonly url: string;
  readonly health: string;
  calls(): ModelCalls;
  stop(): Promise<void>;
}

const PREDICT = `/v1/models/${shippedCoefficients.name}:predict`;

/** A small scoring service on loopback: a real model behind the REST protocol of the real ones. */
export async function startModel({
  port,
  token,
  coefficients = shippedCoefficients,
  log,
}: ModelOptions): Promise<Model> {
  const { version } = coefficients;
  const model = { version, propensity: propensityBy(coefficients) };
  const faults = faultState();
  const calls: ModelCalls = { requests: 0, instances: 0, byStatus: {} };
  const closing = new AbortController();
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
      send(response, { status: 200, body: JSON.stringify({ status: "ok", model_version: version }) });
      return;
    }
    const body = await text(request);
    calls.requests += 1;
    const failing = faults.failing(Date.now());
    if (failing !== undefined) return fail(response, failing);
    const answer = predict(request, body);
    const wait = faults.delayFor(answer.instances);
    if (wait > 0) await setTimeout(wait, undefined, { signal: closing.signal });
    if (answer.status === 200) calls.instances += answer.instances;
    record(answer.status);
    send(response, answer);
  }

  function predict(
    { method, url, headers }: IncomingMessage,
    body: string,
  ): ModelAnswer & { instances: number } {
    const refuse = (status: number, error: string) => ({
      status,
      body: JSON.stringify({ error }),
      instances: 0,
    });
    if (url !== PREDICT) return refuse(404, `there is only ${PREDICT}`);
    if (method !== "POST") return refuse(405, "predict takes POST");
    if (token !== undefined && headers.authorization !== `Bearer ${token}`)
      return refuse(401, "the token is wrong");
    return answerOf(body, model, faults);
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
  log?.(`model ${version} on ${origin}`);
  return {
    ...faultControls(),
    url: origin + PREDICT,
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
