import { findServer } from "../../../../scripts/local/redis/server-process.ts";

/** What the same test runs against: the embedded Redis, and a real one where the machine has it. */
export const servers = [
  { use: "embedded", describedAs: "the embedded Redis", available: true },
  {
    use: "server",
    describedAs:
      findServer()?.kind ?? "a real server (skipped: no redis-server or valkey-server on the PATH)",
    available: findServer() !== undefined,
  },
] as const;
