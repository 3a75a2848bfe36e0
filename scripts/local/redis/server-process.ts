import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import type { LocalRedis, RedisOptions } from "./index.ts";

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
  const folder = dataDir ?? mkdtempSync(join(tmpdir(), "redis-"));
  const parameters = [
    ...["--port", String(port), "--bind", HOST, "--dir", folder, "--save", ""],
    ...["--appendonly", persist ? "yes" : "no", "--appendfsync", "always"],
  ];
  let child = await launch(binary, parameters);

  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  return {
    host: HOST,
    port,
    kill: () => end("SIGKILL"),
    async restart() {
      await end("SIGKILL");
      child = await launch(binary, parameters);
    },
    async stop() {
      await end("SIGTERM");
      if (dataDir === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
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
async function launch(binary: string, parameters: readonly string[]): Promise<ChildProcess> {
  const child = spawn(binary, parameters, { stdio: ["ignore", "pipe", "ignore"] });
  let last = "";
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`${binary} ended at once: ${last}`)));
    createInterface({ input: child.stdout! }).on("line", (line) => {
      last = line || last;
      if (line.includes("Ready to accept connections")) resolve();
    });
  });
  watch(child);
  return child;
}

/** A child outlives a parent that is killed. This one's pipe closes with the parent, however that ends. */
function watch(child: ChildProcess): void {
  const watcher = spawn("/bin/sh", ["-c", 'cat; kill -9 "$1"', "sh", String(child.pid)], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  watcher.unref();
  // With the child gone its number may become another process's.
  child.once("exit", () => watcher.kill("SIGKILL"));
}
