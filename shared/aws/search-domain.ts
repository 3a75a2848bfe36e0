import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { HttpRequest } from "@smithy/core/protocols";
import { Hash } from "@smithy/core/serde";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { SignatureV4 } from "@smithy/signature-v4";
import { isLoopback } from "../network/loopback.ts";
import { deadlineSignal } from "./pace.ts";

export interface DomainRequest {
  method: "GET" | "POST" | "PUT";
  /** Without names that would have to be escaped: a signature is over the path as it is sent. */
  path: string;
  query?: Record<string, string>;
  body?: Uint8Array | string;
  /** JSON unless given. */
  contentType?: string;
}

export interface DomainResponse {
  status: number;
  /** The parsed body; undefined where it is no JSON, as that of a proxy. */
  body: unknown;
}

/** A domain of OpenSearch Service. Calls are signed in the name of whoever runs the process. */
export interface SearchDomain {
  /** Throws when there is no response by the deadline (epoch ms); a response of any status is returned. */
  send(request: DomainRequest, deadline: number): Promise<DomainResponse>;
  close(): void;
}

export interface DomainPlace {
  /** Name, perhaps with a port. */
  host: string;
  /** Off on loopback alone. */
  tls: boolean;
}

class Sha256 extends Hash {
  constructor(secret?: ConstructorParameters<typeof Hash>[1]) {
    super("sha256", secret);
  }
}

const CONNECT_MS = 1_000;
/** A node that is busy keeps a bulk request this long. */
const REQUEST_MS = 20_000;

/** Throws for one beyond loopback without TLS. */
export function searchDomain(
  { host, tls }: DomainPlace,
  region = process.env.AWS_REGION ?? "",
): SearchDomain {
  const { hostname, port } = new URL(`${tls ? "https" : "http"}://${host}`);
  if (!tls && !isLoopback(hostname))
    throw new Error(`Events go to the OpenSearch domain ${host} by TLS, or not at all.`);
  const handler = new NodeHttpHandler({
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    throwOnRequestTimeout: true,
    httpAgent: { keepAlive: true, maxSockets: 8 },
    httpsAgent: { keepAlive: true, maxSockets: 8 },
  });
  const signer = new SignatureV4({
    service: "es",
    region,
    credentials: defaultProvider(),
    sha256: Sha256,
  });
  return {
    async send({ method, path, query = {}, body, contentType = "application/json" }, deadline) {
      const request = new HttpRequest({
        method,
        protocol: tls ? "https:" : "http:",
        hostname,
        ...(port !== "" && { port: Number(port) }),
        path,
        query,
        headers: {
          host,
          ...(body !== undefined && {
            "content-type": contentType,
            "content-length": String(Buffer.byteLength(body)),
          }),
        },
        body,
      });
      const signed = (await signer.sign(request)) as HttpRequest;
      const abortSignal = deadlineSignal(deadline, Date.now());
      const { response } = await handler.handle(signed, { abortSignal });
      return { status: response.statusCode, body: parsedBody(await bytesOf(response.body)) };
    },
    close: () => handler.destroy(),
  };
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function parsedBody(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    // A proxy's page, or nothing: the status says what there is to say.
    return undefined;
  }
}
