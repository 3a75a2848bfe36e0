import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../../scripts/local/redis/server-process.ts";

export interface Moto {
  endpoint: string;
  stop(): Promise<void>;
}

const START_MS = 60_000;

/** Starts a moto server on a free port of loopback. Throws its last words when it does not respond. */
export async function startMoto(command: string): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  // Account and region of the requests, not of this machine, decide; no credential is looked at.
  const server = spawn(command, ["-H", "127.0.0.1", "-p", String(port)], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let words = "";
  server.stderr.setEncoding("utf8").on("data", (text) => {
    words = (words + text).slice(-2000);
  });
  const ended = new Promise<void>((resolve) => server.on("close", () => resolve()));
  const until = Date.now() + START_MS;
  while (!(await answers(endpoint))) {
    if (server.exitCode !== null || Date.now() > until) {
      server.kill();
      throw new Error(`moto_server did not start: ${words}`);
    }
    await sleep(200);
  }
  return {
    endpoint,
    stop: () => {
      server.kill();
      return ended;
    },
  };
}

const answers = (endpoint: string): Promise<boolean> =>
  fetch(`${endpoint}/moto-api/data.json`).then(
    ({ ok }) => ok,
    // Not listening yet.
    () => false,
  );
