import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { UserError } from "../../user-error.ts";
import type { LocalRedis, RedisOptions } from "./types.ts";

const HOST = "127.0.0.1";

/** The first Redis-compatible server on the PATH. */
export function findServer(): { kind: "redis-server" | "valkey-server"; path: string } | undefined {
  for (const kind of ["redis-server", "valkey-server"] as const) {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const path = join(folder, kind);
      if (folder !== "" && runnable(path)) return { kind, path };
    }
  }
  return undefined;
}

function runnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Not there, or not ours to run: the same to the search.
    return false;
  }
}

/** Starts the server as a child on a free loopback port, with no configuration file and nothing but the options' data. */
export async function startServerProcess(
  binary: string,
  { dataDir, persist = false }: Pick<RedisOptions, "dataDir" | "persist">,
): Promise<Omit<LocalRedis, "kind" | "version">> {
  const port = await freePort();
  const own = dataDir === undefined ? mkdtempSync(join(tmpdir(), "redis-")) : undefined;
  const parameters = [
    ...["--port", String(port), "--bind", HOST, "--dir", dataDir ?? own!, "--save", ""],
    // As the stack declares it: a state that is given up for want of memory is a session that begins anew.
    ...["--maxmemory-policy", "noeviction"],
    ...["--appendonly", persist ? "yes" : "no", "--appendfsync", "always"],
  ];
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => {});
  const start = async () => {
    const started = await launch(binary, parameters, own);
    started.once(
      "exit",
      (code, signal) => !ending.has(started) && reject(endedByItself(started, code, signal)),
    );
    return started;
  };
  const ending = new Set<ChildProcess>();
  let child = await start();

  const end = async (signal: NodeJS.Signals) => {
    ending.add(child);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  return {
    host: HOST,
    port,
    tls: false,
    cluster: false,
    failed,
    kill: () => end("SIGKILL"),
    async restart() {
      await end("SIGKILL");
      child = await start();
    },
    async stop() {
      await end("SIGTERM");
      if (own !== undefined) rmSync(own, { recursive: true, force: true });
    },
  };
}

/** The functions would go on asking for minutes for a server that nobody starts again. */
function endedByItself({ pid }: ChildProcess, code: number | null, signal: string | null): UserError {
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
  return new UserError(
    `The local Redis (process ${pid}) ended unexpectedly, ${how}, and with it the sessions that it kept: the run ends here. Start it again.`,
  );
}

/** A port on loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, HOST);
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string")
    throw new Error("The probe for a free port has no port.");
  return address.port;
}

/** Resolves once the server takes connections. */
async function launch(binary: string, parameters: readonly string[], own?: string): Promise<ChildProcess> {
  // A group of its own, since a terminal sends Ctrl-C to all of one, and a run that is drained needs its Redis.
  const child = spawn(binary, parameters, { stdio: ["ignore", "pipe", "ignore"], detached: true });
  if (child.pid !== undefined) watch(child, own);
  let last = "";
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`${binary} ended at once: ${last}`)));
    createInterface({ input: child.stdout! }).on("line", (line) => {
      last = line || last;
      if (line.includes("Ready to accept connections")) resolve();
    });
  });
  return child;
}

/**
 * A child outlives a parent that is killed. The watcher's pipe closes with the parent, however that ends; then it ends the
 * server and removes the folder that was made for it.
 */
function watch(child: ChildProcess, own = ""): void {
  const script = 'read -r _; kill -9 "$1"; if [ -n "$2" ]; then rm -rf "$2"; fi';
  const watcher = spawn("/bin/sh", ["-c", script, "sh", String(child.pid), own], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watcher.unref();
  // With the child gone its number may become another process's.
  child.once("exit", () => watcher.kill("SIGKILL"));
}
