import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { parquetReadObjects } from "hyparquet";
import { parquetFile } from "../../../functions/archive/parquet.ts";
import { objectsOf } from "../../../functions/failed/objects.ts";
import type { ForgettingStack } from "../../../scripts/forget/stack.ts";
import type { PersonItem } from "../../../shared/aws/person-items.ts";
import { glueColumns } from "../../../shared/columns/glue.ts";
import { CURATED_TABLE } from "../../../shared/curated/statements.ts";
import { claimCheck } from "../../../shared/failure/claim-check.ts";
import { describe } from "../../../shared/failure/describe.ts";
import { isIn, isInValue, needlesOf } from "../../../shared/forget/needles.ts";
import { stateKey } from "../../../shared/redis/state/store.ts";
import { enrichedEvent } from "../../builders/enriched-event.ts";
import { failureAt } from "../../shared/failure/builders.ts";
import { memoryLink } from "../../shared/redis/memory-link.ts";
import { Mortal } from "./mortal.ts";
import { versionedBucket } from "./versioned-bucket.ts";

export const ANN = "ann-of-the-test";
export const PHONE = "phone-of-ann";
const LANES = 8;
const needles = needlesOf([ANN, PHONE]);

const event = (event_id: string, anonymous_id: string, user_id?: string) => {
  const { user_id: _, ...bare } = enrichedEvent({ event_id, anonymous_id });
  return { ...bare, person_id: user_id ?? anonymous_id, ...(user_id && { user_id }) };
};
type Row = ReturnType<typeof event>;

const filesInArchive: Record<string, Row[]> = {
  "events/dt=2026-03-04/hour=10/source=shop/mixed.parquet": [
    event("ann-1", PHONE),
    event("ann-2", PHONE, ANN),
    event("bob-1", "family", "bob"),
  ],
  "events/dt=2026-03-04/hour=10/source=shop/hers.parquet": [
    event("ann-2", PHONE, ANN),
    event("ann-3", "family", ANN),
  ],
};
/** As few as say whose a row is: a run looks into every file several times. */
const columns = glueColumns().filter(({ name }) =>
  ["event_id", "event_time", "anonymous_id", "user_id", "person_id"].includes(name),
);
const line = (user: string, more = "") => JSON.stringify({ user_id: user, more });

/** A stack in memory that holds something of ann and of bob in every place; its buckets keep versions. */
export async function worldOfAnn() {
  const mortal = new Mortal();
  const effect = mortal.effect.bind(mortal) as Mortal["effect"];
  const [archive, failed, results] = ["archive", "failed", "results"].map((name) =>
    versionedBucket(name, mortal),
  ) as [
    ReturnType<typeof versionedBucket>,
    ReturnType<typeof versionedBucket>,
    ReturnType<typeof versionedBucket>,
  ];
  for (const [key, rows] of Object.entries(filesInArchive))
    archive.objects.set(key, Buffer.from(parquetFile(columns, rows)));
  archive.objects.set("errors/x.gz", gzipSync(`${line(ANN)}\n${line("bob")}\n`));
  results.objects.set("1.csv", Buffer.from(`"who"\n"${ANN}"\n`));
  results.objects.set("2.csv", Buffer.from(`"who"\n"bob"\n`));
  for (const failure of [
    failureAt(0, { payload: Buffer.from(`${line(ANN)}\n${line("bob")}\n`), lines: 2 }),
    failureAt(1, { payload: Buffer.from(line(ANN, "x".repeat(200_000))) }),
    failureAt(2, { payload: Buffer.from(line("bob")) }),
  ]) {
    const row = await claimCheck(
      describe(failure, { component: "enrich", now: 0 }),
      failure.payload,
      failed.store,
    );
    for (const { key, bytes } of objectsOf([row], "failed")) await failed.store.put(key, bytes);
  }
  const predictions = [ANN, ANN, PHONE, "bob"].map(
    (who, at): PersonItem => ({ pk: { S: `person#${who}` }, sk: { S: String(at) } }),
  );
  const redis = memoryLink();
  for (const device of [PHONE, "bobs"]) redis.stored.set(stateKey(device, LANES), `state of ${device}`);
  /** Rows of an Iceberg table, and what its files still hold of deleted ones. */
  const curated = { rows: Object.values(filesInArchive).flat(), deleted: [] as Row[] };

  async function landed(): Promise<{ key: string; rows: Row[] }[]> {
    const found = [];
    for (const [key, bytes] of archive.objects)
      if (key.endsWith(".parquet")) {
        const file = new Uint8Array(bytes).buffer;
        found.push({ key, rows: (await parquetReadObjects({ file, utf8: true })) as unknown as Row[] });
      }
    return found;
  }

  async function ask(sql: string): Promise<(string | null)[][]> {
    if (sql.includes("information_schema"))
      return sql.includes(`'${CURATED_TABLE}'`)
        ? ["anonymous_id", "user_id", "person_id"].map((name) => [name, "varchar"])
        : [];
    if (sql.startsWith("select count(*)"))
      return [[String(curated.rows.filter((row) => isInValue(needles, row)).length)]];
    if (sql.startsWith("DELETE"))
      await effect("DELETE", () => {
        const gone = curated.rows.filter((row) => isInValue(needles, row));
        curated.rows = curated.rows.filter((row) => !gone.includes(row));
        curated.deleted.push(...gone);
      });
    else if (sql.startsWith("OPTIMIZE")) await effect("OPTIMIZE", () => {});
    else if (sql.startsWith("VACUUM")) await effect("VACUUM", () => void curated.deleted.splice(0));
    else return links([...curated.rows, ...(await landed()).flatMap(({ rows }) => rows)]);
    return [];
  }

  const folder = mkdtempSync(path.join(tmpdir(), "forget-test-"));
  const stack: ForgettingStack = {
    ask,
    archive,
    failed,
    results,
    predictions: {
      async *of(person) {
        yield* predictions.filter(({ pk }) => pk!.S === `person#${person}`);
      },
      remove: (item) => effect("remove item", () => void predictions.splice(predictions.indexOf(item), 1)),
    },
    redis: {
      ...redis,
      run: (use, deadline) =>
        redis.run(
          (client) =>
            use(
              new Proxy(client, {
                get: (of, name) => {
                  const call = Reflect.get(of, name) as (...values: unknown[]) => Promise<unknown>;
                  return name === "getBuffer" || name === "get"
                    ? call
                    : (...values: unknown[]) => effect(String(name), () => call(...values));
                },
              }),
            ),
          deadline,
        ),
    },
    lanes: LANES,
    key: "the key of the stack",
    explored: undefined,
    filesOf: async () =>
      (await landed()).filter(({ rows }) => isInValue(needles, rows)).map(({ key }) => key),
    work: folder,
    close: () => rmSync(folder, { recursive: true }),
  };

  /** Everything that a bucket holds, now or of before, as text. */
  async function texts(): Promise<[string, string][]> {
    const all: [string, string][] = [];
    for (const { store, objects, earlier } of [archive, failed, results])
      for (const [key, bytes] of [
        ...objects,
        ...[...earlier].flatMap(([k, each]) => each.map((b) => [k, b] as const)),
      ])
        all.push([`${store.bucket}/${key}`, await textOf(key, bytes)]);
    return all;
  }

  /** Places in which something of ann is left. */
  async function places(): Promise<string[]> {
    const held = [
      ...(await texts()),
      ...predictions.map((item): [string, string] => ["predictions", JSON.stringify(item)]),
      ...[...redis.stored].map(([key, value]): [string, string] => ["redis", `${key} ${value}`]),
      ["curated", JSON.stringify(curated)] as [string, string],
    ];
    return held.filter(([, text]) => isIn(needles, text)).map(([place]) => place);
  }

  return { stack, mortal, redis, failed, places, texts };
}

/** A row a device and user, of the devices on which ann signed in. */
function links(rows: readonly Row[]): (string | null)[][] {
  const hers = new Set(rows.flatMap(({ user_id, anonymous_id }) => (user_id === ANN ? [anonymous_id] : [])));
  const seen = new Map<string, (string | null)[]>();
  for (const { anonymous_id, user_id, event_time } of rows)
    if (user_id && hers.has(anonymous_id))
      seen.set(`${anonymous_id} ${user_id}`, [anonymous_id!, user_id, new Date(event_time).toISOString()]);
  return [...seen.values()].sort((a, b) => String(a).localeCompare(String(b)));
}

async function textOf(key: string, bytes: Buffer): Promise<string> {
  if (key.endsWith(".parquet")) {
    const rows = await parquetReadObjects({ file: new Uint8Array(bytes).buffer, utf8: true });
    return JSON.stringify(rows, (_name, value) => (typeof value === "bigint" ? String(value) : value));
  }
  const text = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
  const payloads = [...text.matchAll(/"payload":"([^"]*)"/g)].map(([, payload]) =>
    Buffer.from(payload!, "base64"),
  );
  return [text, ...payloads].join("\n");
}
