import { randomUUID } from "node:crypto";
import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { browserRefusal } from "../../browser-guard.ts";
import { portRefused } from "../../port-refused.ts";
import type { RespondToCall } from "../contract.ts";
import { AwsError, errorAnswer, protocolOf } from "./aws-error.ts";
import type { HttpAnswer } from "./message.ts";

export interface Listener {
  port: number;
  close(): Promise<void>;
}

const INSTEAD = "stop the program that holds it, or choose another with --aws-port P";

/** Object uploads are held in memory; a larger one is refused. */
const BODY_BYTES = 512 * 1024 * 1024;
const WINDOW_BYTES = 16 * 1024 * 1024;

type Incoming = IncomingMessage | Http2ServerRequest;
type Outgoing = ServerResponse | Http2ServerResponse;

/**
 * HTTP/1.1 and HTTP/2 with prior knowledge on one loopback port. The first bytes tell which: only an HTTP/2
 * connection begins with "PRI".
 */
export async function listen(port: number, respond: RespondToCall): Promise<Listener> {
  const onRequest = (request: Incoming, response: Outgoing) => void serve(request, response, respond);
  const http1 = createHttp1({ keepAliveTimeout: 120_000, requestTimeout: 0 }, onRequest);
  // Node's windows of 64 KiB would hold up every PutRecords of 5 MiB for a round trip a window.
  const http2 = createHttp2({ settings: { initialWindowSize: WINDOW_BYTES } }, onRequest);
  http2.on("session", (session) => {
    session.on("error", () => session.destroy());
    session.once("connect", () => session.setLocalWindowSize(WINDOW_BYTES));
  });
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    route(socket, (name) => (name === "http2" ? http2 : http1).emit("connection", socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(portRefused(error, port, INSTEAD)));
    server.listen(port, "127.0.0.1", resolve);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { port: (server.address() as AddressInfo).port, close };
}

function route(socket: Socket, to: (protocol: "http1" | "http2") => void): void {
  socket.once("readable", () => {
    const first: Buffer | null = socket.read();
    if (first === null) return;
    socket.unshift(first);
    const start = first.subarray(0, 3).toString("latin1");
    if (start.length < 3 && "PRI".startsWith(start)) route(socket, to);
    else to(start === "PRI" ? "http2" : "http1");
  });
}

async function serve(incoming: Incoming, outgoing: Outgoing, respond: RespondToCall): Promise<void> {
  try {
    const refusal = browserRefusal(incoming);
    if (refusal !== undefined) {
      const error = new AwsError("AccessDenied", refusal, 403);
      await send(errorAnswer(error, protocolOf(incoming.headers), randomUUID()), incoming, outgoing);
      return;
    }
    const body = await readBody(incoming);
    const target = incoming.url ?? "/";
    const mark = target.indexOf("?");
    const answer = await respond({
      method: incoming.method ?? "GET",
      path: mark < 0 ? target : target.slice(0, mark),
      query: new URLSearchParams(mark < 0 ? "" : target.slice(mark + 1)),
      headers: incoming.headers,
      body,
    });
    if (answer === undefined) cut(incoming);
    else await send(answer, incoming, outgoing);
  } catch {
    // Only the transport fails here (the client left, or its body is beyond all bounds): nobody is there to be told.
    cut(incoming);
  }
}

function readBody(incoming: Incoming): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    incoming.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > BODY_BYTES) reject(new Error("body too large"));
    });
    incoming.on("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    incoming.on("error", reject);
    incoming.on("aborted", () => reject(new Error("the client left")));
  });
}

async function send(answer: HttpAnswer, incoming: Incoming, outgoing: Outgoing): Promise<void> {
  const { body } = answer;
  const response = outgoing as ServerResponse;
  if (typeof body === "string" || body instanceof Uint8Array) {
    const length = answer.headers["content-length"] ?? String(Buffer.byteLength(body));
    response.writeHead(answer.status, { ...answer.headers, "content-length": length });
    response.end(incoming.method === "HEAD" ? undefined : body);
    return;
  }
  response.writeHead(answer.status, answer.headers);
  response.flushHeaders?.();
  let left = false;
  response.once("close", () => {
    left = true;
  });
  for await (const chunk of body) {
    if (left) break;
    response.write(chunk);
  }
  response.end();
}

function cut(incoming: Incoming): void {
  if ("stream" in incoming) incoming.stream.session?.destroy();
  else incoming.socket.destroy();
}
