import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { UserError } from "../../user-error.ts";
import { browserRefusal } from "../browser-guard.ts";
import type { RunMetrics } from "../metrics/run-metrics.ts";
import type { PageState } from "./state.ts";

export interface LocalPage {
  url: string;
  close(): Promise<void>;
}

/** The page, its state as JSON, and the run's figures for Prometheus; on loopback only, and read-only. */
export async function startPage(
  port: number,
  state: () => PageState,
  metrics: Pick<RunMetrics, "contentType" | "text">,
): Promise<LocalPage> {
  const html = readFileSync(join(import.meta.dirname, "index.html"));
  const answers: Record<string, () => Promise<[type: string, body: string | Buffer]>> = {
    "/": async () => ["text/html; charset=utf-8", html],
    "/state.json": async () => ["application/json", JSON.stringify(state())],
    "/metrics": async () => [metrics.contentType, await metrics.text()],
  };
  const server = createServer(async (request, response) => {
    const refusal = browserRefusal(request);
    if (refusal !== undefined) {
      response.writeHead(403, { "content-type": "text/plain" }).end(`${refusal}\n`);
      return;
    }
    const answer = answers[(request.url ?? "/").split("?")[0]!];
    if (answer === undefined) {
      response.writeHead(404, { "content-type": "text/plain" }).end("Not here. Try / or /metrics.\n");
      return;
    }
    let found: [type: string, body: string | Buffer];
    try {
      found = await answer();
    } catch (error) {
      // The run goes on without its figures, and who asked is told.
      response.writeHead(500, { "content-type": "text/plain" }).end(`${(error as Error).message}\n`);
      return;
    }
    const [type, body] = found;
    // Scripts only from the page itself: payloads of failed events are shown, and they are anybody's text.
    const policy =
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'";
    response.writeHead(200, {
      "content-type": type,
      "content-security-policy": policy,
      "cache-control": "no-store",
    });
    response.end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? portInUse(port) : error);
    });
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

const portInUse = (port: number) =>
  new UserError(
    `Port ${port} is in use: choose another with --port P, or leave the page out with --no-page.`,
  );
