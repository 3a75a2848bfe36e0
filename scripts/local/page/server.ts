import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { UserError } from "../../user-error.ts";
import { browserRefusal } from "../browser-guard.ts";
import { portRefused } from "../port-refused.ts";
import { type PageFile, pageFiles } from "./build.ts";
import type { PageContent } from "./content.ts";
import { replayRequestOf } from "./replay-request.ts";
import { worldMap } from "./world.ts";

export interface LocalPage {
  url: string;
  close(): Promise<void>;
}

/** What a request gets; undefined where there is nothing under its path. */
interface PageResponse {
  status?: number;
  type: string;
  body: string | Uint8Array;
}

const json = (value: unknown, status = 200): PageResponse => ({
  status,
  type: "application/json",
  body: JSON.stringify(value),
});

/**
 * Nothing but the page's own files runs, styles or loads: payloads of failed events are shown, and they are anybody's
 * text.
 */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const HEADERS = {
  "content-security-policy": POLICY,
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};
const INSTEAD = "choose another with --port P, or leave the page out with --no-page";
/** Bytes of a request's body. */
const MAX_BODY = 256 * 1024;

/** The page with all that it shows, and its figures for Prometheus; on loopback only. */
export async function startPage(port: number, content: PageContent): Promise<LocalPage> {
  // Nobody has to wait for it before the run is up.
  const files = pageFiles();
  const server = createServer((request, response) => {
    const refusal = browserRefusal(request);
    if (refusal !== undefined) {
      response.writeHead(403, { "content-type": "text/plain" }).end(`${refusal}\n`);
      return;
    }
    respond(request, content, files)
      .catch((error: Error) => json({ error: error.message }, error instanceof UserError ? 400 : 500))
      .then((found = { status: 404, type: "text/plain", body: "Not here. Try / or /metrics.\n" }) => {
        response.writeHead(found.status ?? 200, { ...HEADERS, "content-type": found.type });
        response.end(found.body);
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) => reject(portRefused(error, port, INSTEAD)));
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  request: IncomingMessage,
  content: PageContent,
  files: Promise<Map<string, PageFile>>,
): Promise<PageResponse | undefined> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://page");
  if (request.method === "POST") return pathname === "/replay.json" ? replayed(request, content) : undefined;
  const asked = (name: string) => searchParams.get(name) ?? "";
  const figure = /^\/figures\/(\w+)\.json$/.exec(pathname)?.[1];
  if (figure !== undefined) {
    const rows = await content.figure(figure, asked("source"));
    return rows && json(rows);
  }
  switch (pathname) {
    case "/state.json":
      return json(content.state());
    case "/series.json":
      return json(content.series(Number(asked("since")) || 0));
    case "/sources.json":
      return json(await content.sources());
    case "/events.json":
      return json(content.events(asked("search")));
    case "/person.json":
      return json(await content.person(asked("id")));
    case "/failures.json":
      return json(content.failures(asked("search")));
    case "/predictions.json":
      return json(content.predictions());
    case "/world.json":
      return json(worldMap());
    case "/metrics":
      return { type: content.metrics.contentType, body: await content.metrics.text() };
    default:
      return (await files).get(pathname);
  }
}

/** Only as JSON: another page could not send that without being asked first, and nobody says yes to it here. */
async function replayed(request: IncomingMessage, content: PageContent): Promise<PageResponse> {
  if (!/^application\/json\b/.test(request.headers["content-type"] ?? ""))
    throw new UserError("Send a replay as application/json.");
  return json(await content.replay(replayRequestOf(await bodyOf(request))));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MAX_BODY) throw new UserError(`A request has at most ${MAX_BODY} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
