import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findServer, freePort } from "../../../../scripts/local/redis/server-process.ts";
import { canCertify, certify } from "./certificates.ts";

/** Has every mark in it that an address writes otherwise. */
export const PASSWORD = "p@ss/w#rd%1:?";

const server = findServer();
export const secureServer = {
  available: server !== undefined && canCertify,
  describedAs:
    server !== undefined && canCertify
      ? `${server.kind} with TLS and users`
      : "a server with TLS and users (skipped: no redis-server or no openssl on the PATH)",
};

export interface SecureRedis extends AsyncDisposable {
  tlsPort: number;
  /** The same server without TLS. */
  plainPort: number;
  /** PEM file of the authority that signed its certificate. */
  authority: string;
  /** Address for the user that may do what the pipeline does, and no more. */
  url: string;
  kill(): Promise<void>;
  /** Brings a killed one back with its data. */
  restart(): Promise<void>;
}

/** A server as a provider has it: TLS by an authority of its own, no default user, users with few rights. */
export async function startSecureRedis(): Promise<SecureRedis> {
  const folder = mkdtempSync(join(tmpdir(), "secure-redis-"));
  const { authority, certificate, key } = certify(folder);
  const [tlsPort, plainPort] = [await freePort(), await freePort()];
  const rights = ["+@connection", "+@read", "+@write", "+@scripting", "+info"];
  const parameters = [
    ...["--bind", "127.0.0.1", "--dir", folder, "--port", String(plainPort), "--tls-port", String(tlsPort)],
    ...["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", authority],
    ...["--tls-auth-clients", "no", "--save", "", "--appendonly", "yes", "--appendfsync", "always"],
    ...["--user", "default", "off"],
    ...["--user", "pipeline", "on", `>${PASSWORD}`, "~*", ...rights],
    ...["--user", "reader", "on", `>${PASSWORD}`, "~*", "+@connection", "+get"],
  ];
  let child = await launch(parameters);
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return {
    tlsPort,
    plainPort,
    authority,
    url: `rediss://pipeline:${encodeURIComponent(PASSWORD)}@127.0.0.1:${tlsPort}`,
    kill,
    async restart() {
      await kill();
      child = await launch(parameters);
    },
    async [Symbol.asyncDispose]() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function launch(parameters: readonly string[]): Promise<ChildProcess> {
  const child = spawn(server!.path, parameters, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface({ input: child.stdout! }))
    if (line.includes("Ready to accept connections")) break;
  if (child.exitCode !== null)
    throw new Error(`${server!.kind} does not start with ${parameters.join(" ")}.`);
  child.stdout!.resume();
  return child;
}
