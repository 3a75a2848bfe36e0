import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import type { Authorize } from "../aws/contract.ts";
import { browserRefusal } from "../browser-guard.ts";
import { requestOf } from "../elasticsearch/request.ts";
import type { IndexRequest, IndexResponse } from "../elasticsearch/routes.ts";
import { errorResponse, SearchError } from "../elasticsearch/search-error.ts";
import { portRefused } from "../port-refused.ts";
import { DomainNode, domainRoute } from "./domain-routes.ts";
import type { KeptDocuments } from "./kept-documents.ts";

export interface LocalDomainOptions {
  /** Loopback port; 0 takes any free one. */
  port: number;
  /** Documents that are kept at most, those that were written last; 100,000 unless given. */
  most?: number;
  /** Decides about calls of functions, where a run asks for it. */
  authorize?: Authorize | undefined;
  /** Epoch ms; the clock unless given. */
  now?: () => number;
}

/** What goes wrong with a call, for tests: its status, or a wait before it is carried out. */
export type DomainFault = { status: number } | { ms: number };

export interface LocalDomain {
  /** `127.0.0.1:PORT`, as the endpoint of the declared domain. */
  readonly host: string;
  readonly url: string;
  readonly documents: Pick<KeptDocuments, "count" | "dropped" | "idsAmong">;
  /** The declared domain that this one stands for. */
  standFor(arn: string): void;
  /** Chooses a fault for each call; undefined for none. */
  setFaults(choose: ((request: IndexRequest) => DomainFault | undefined) | undefined): void;
  stop(): Promise<void>;
}

/** Some 200 MB of events. */
const MOST = 100_000;

/** Starts an OpenSearch domain in memory: what the function for exploring writes, and what people ask. */
export async function startDomain(options: LocalDomainOptions): Promise<LocalDomain> {
  const { port, most = MOST, authorize, now } = options;
  const node = new DomainNode(most, now);
  let arn = "";
  let faults: (request: IndexRequest) => DomainFault | undefined = () => undefined;

  async function carryOut(message: IncomingMessage): Promise<IndexResponse> {
    const stranger = browserRefusal(message);
    if (stranger !== undefined) throw new SearchError(403, "security_exception", stranger);
    const request = requestOf(message, await buffer(message));
    const refusal = authorize && refusedBy(authorize, arn, message, request.path);
    if (refusal !== undefined) return { status: 403, body: { Message: refusal } };
    const fault = faults(request);
    if (fault !== undefined && "ms" in fault) await setTimeout(fault.ms);
    if (fault !== undefined && "status" in fault)
      throw new SearchError(fault.status, "rejected_execution_exception", "rejected execution of a task");
    return domainRoute(node, request);
  }

  async function respond(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = await carryOut(message).catch(errorResponse);
    const isText = typeof body === "string";
    const pretty = message.url?.includes("pretty") ? 2 : undefined;
    const text = isText ? body : `${JSON.stringify(body, null, pretty)}\n`;
    response.writeHead(status, {
      "content-type": isText ? "text/plain; charset=UTF-8" : "application/json; charset=UTF-8",
      "content-length": Buffer.byteLength(text),
    });
    response.end(message.method === "HEAD" ? undefined : text);
  }

  const server = createServer((message, response) => {
    respond(message, response).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(portRefused(error, port, "choose another with --search-port P")));
    server.listen(port, "127.0.0.1", resolve);
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: `http://${host}`,
    documents: node.documents,
    standFor(declared) {
      arn = declared;
    },
    setFaults(choose) {
      faults = choose ?? (() => undefined);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** By whom and for what a call is signed: AKID/date/region/service/aws4_request. Others may do anything, as at the gateway. */
function refusedBy(
  authorize: Authorize,
  arn: string,
  { method = "GET", headers }: IncomingMessage,
  path: readonly string[],
): string | undefined {
  const [accessKeyId, , , service] =
    /Credential=([^,\s]+)/.exec(headers.authorization ?? "")?.[1]?.split("/") ?? [];
  if (accessKeyId === undefined) return undefined;
  if (service !== "es") return `The request is signed for ${service}, and a domain is of es.`;
  const action = `ESHttp${method.charAt(0)}${method.slice(1).toLowerCase()}`;
  return authorize({ service: "es", action, accessKeyId, resourceArn: `${arn}/${path.join("/")}` });
}
