import type { MessagePort } from "node:worker_threads";
import type { HttpHandler, HttpRequest } from "@smithy/core/protocols";
import { type CarriedRequest, type CarriedResponse, hand, separateBytes } from "./carried.ts";

type Handled = ReturnType<HttpHandler["handle"]>;
type HandlerOptions = NonNullable<Parameters<HttpHandler["handle"]>[1]>;

interface Waiting {
  resolve(handled: Awaited<Handled>): void;
  reject(error: Error): void;
}

/**
 * The inside of an execution environment: an SDK's request goes to the gateway's thread as a message. HTTP on loopback
 * has the kernel copy every byte four times.
 */
export class Carry {
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  constructor(port: MessagePort) {
    this.#port = port;
    port.on("message", (message: CarriedResponse) => this.#settle(message));
  }

  /** @param requestTimeout longest wait for a response, ms, where the request has none of its own */
  handler(requestTimeout: number): HttpHandler<object> {
    return {
      metadata: { handlerProtocol: "messages" },
      handle: (request, options = {}) => this.#handle(request, { requestTimeout, ...options }),
      updateHttpClientConfig() {},
      httpHandlerConfigs: () => ({}),
    };
  }

  #handle(request: HttpRequest, { abortSignal, requestTimeout = 0 }: HandlerOptions): Handled {
    return new Promise((resolve, reject) => {
      if (abortSignal?.aborted) {
        reject(aborted());
        return;
      }
      this.#last += 1;
      const id = this.#last;
      const late = setTimeout(() => this.#drop(id, timedOut(requestTimeout)), requestTimeout);
      this.#waiting.set(id, {
        resolve(handled) {
          clearTimeout(late);
          resolve(handled);
        },
        reject(error) {
          clearTimeout(late);
          reject(error);
        },
      });
      if (abortSignal !== undefined) abortSignal.onabort = () => this.#drop(id, aborted());
      hand(this.#port, carried(id, request));
    });
  }

  #settle({ id, response }: CarriedResponse): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (response === undefined) {
      waiting?.reject(cut());
      return;
    }
    const { status, headers, body } = response;
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    waiting?.resolve({ response: { statusCode: status, headers, body: bytes } as never });
  }

  #drop(id: number, error: Error): void {
    this.#waiting.get(id)?.reject(error);
    this.#waiting.delete(id);
  }
}

function carried(id: number, { method, path, query, headers, body }: HttpRequest): CarriedRequest {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const each of [value].flat()) search.append(name, each ?? "");
  const bytes = typeof body === "string" ? Buffer.from(body) : ((body as Uint8Array | undefined) ?? NONE);
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    id,
    method,
    path,
    query: search.toString(),
    headers: Object.fromEntries(lower),
    body: separateBytes(bytes),
  };
}

const NONE = new Uint8Array(0);

/** As the SDK's own handlers name what happens, by which it knows what to try again. */
const named = (name: string, message: string) => Object.assign(new Error(message), { name });
const cut = () => named("TimeoutError", "The connection was cut.");
const aborted = () => named("AbortError", "Request aborted");
const timedOut = (ms: number) => named("TimeoutError", `There was no response within ${ms} ms.`);
