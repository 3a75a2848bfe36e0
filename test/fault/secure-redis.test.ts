import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { npmStart } from "../local/npm-start.ts";
import { PASSWORD, secureServer, startSecureRedis } from "../scripts/local/redis/secure-server.ts";

const MINUTES = 60_000;
const EVENTS = 6_000;

(secureServer.available ? test : test.skip)(
  `${secureServer.describedAs}, killed in mid-run and brought back: the run completes, and no line has the password in it`,
  async () => {
    await using redis = await startSecureRedis();
    const load = ["--source", "stream", "--events", String(EVENTS), "--rate", "600", "--until-drained"];
    const environment = { REDIS_URL: redis.url, NODE_EXTRA_CA_CERTS: redis.authority };
    using run = npmStart(load, { terminal: false, environment });
    await run.prints(/Redis {8}external/);
    await sleep(2_000);
    await redis.kill();
    await sleep(3_000);
    await redis.restart();
    expect(await run.ended).toBe(0);
    expect(run.report()).toMatchObject({
      events: { read: EVENTS, archived: EVENTS, predicted: EVENTS, duplicates: 0, lost: 0, failed: {} },
      broken: [],
    });
    // The outage was noticed, and no line about it gives the password away.
    expect(run.output).toMatch(/ECONNREFUSED|Connection is closed|out of reach/);
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD)]) expect(run.output).not.toContain(secret);
  },
  5 * MINUTES,
);
