import type { MessagePort } from "node:worker_threads";

/** A request to AWS on its way between threads. */
export interface CarriedRequest {
  id: number;
  method: string;
  /** Path as sent, still percent-encoded. */
  path: string;
  query: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** The response to it; `response` is missing where the connection of an HTTP request would have been cut. */
export interface CarriedResponse {
  id: number;
  response?: { status: number; headers: Record<string, string>; body: string | Uint8Array };
}

/** Bytes that can be handed to another thread: a view is cloned with all of the memory that it looks at. */
export const separateBytes = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

/** Hands over a message, and the memory of its bytes with it. */
export function hand(port: MessagePort, message: CarriedRequest | CarriedResponse): void {
  const body = "response" in message ? message.response?.body : (message as CarriedRequest).body;
  port.postMessage(message, body instanceof Uint8Array ? [body.buffer as ArrayBuffer] : []);
}
