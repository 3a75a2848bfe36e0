import { describe, expect, test } from "@jest/globals";
import { indexedDocuments } from "../../../scripts/forget/indexed-documents.ts";
import type { Subject } from "../../../scripts/forget/subject.ts";
import { startDomain } from "../../../scripts/local/opensearch/domain.ts";
import { documentIndex } from "../../../shared/aws/document-index.ts";
import { searchDomain } from "../../../shared/aws/search-domain.ts";
import { type EnrichedEvent, enrichedFields } from "../../../shared/event/enriched.ts";
import { hashesOf, needlesOf } from "../../../shared/forget/needles.ts";
import { indexTemplate } from "../../../shared/search/index-template.ts";
import { enrichedEvent } from "../../builders/enriched-event.ts";
import { indexedDocument } from "../../builders/indexed-document.ts";

process.env.AWS_ACCESS_KEY_ID = "x";
process.env.AWS_SECRET_ACCESS_KEY = "x";
const alias = "shop-events";
const ANN = "ann-of-the-test";

const subject = (override: Partial<Subject> = {}): Subject => ({
  id: ANN,
  needles: needlesOf([ANN, "phone"]),
  shared: [],
  others: [],
  ...override,
});

const bobs = (event_id: string, more: Partial<EnrichedEvent> = {}) =>
  enrichedEvent({ event_id, user_id: "bob", person_id: "bob", ...more });

/** A domain with some events, and the place that forgetting looks at. */
async function place(events: readonly EnrichedEvent[], who = subject(), archived: readonly string[] = []) {
  const local = await startDomain({ port: 0 });
  const domain = searchDomain({ host: local.host, tls: false }, "eu-west-1");
  const template = indexTemplate({ alias, shards: 1, replicas: 0 }, enrichedFields);
  const put = { method: "PUT", path: `/_index_template/${alias}`, body: JSON.stringify(template) } as const;
  await domain.send(put, Date.now() + 5_000);
  const documents = events.map((event) =>
    indexedDocument(event.event_id, {
      index: `${alias}-2026-03-04`,
      source: Buffer.from(JSON.stringify(event)),
    }),
  );
  await documentIndex(domain).write(documents, Date.now() + 5_000);
  const asked: string[] = [];
  const forgetting = indexedDocuments({ domain, alias }, who, async (sql) => {
    asked.push(sql);
    return archived.map((id) => [id]);
  });
  const ids = () => [...local.documents.idsAmong(new Set(events.map(({ event_id }) => event_id)))];
  return {
    ...forgetting,
    ids,
    asked,
    async [Symbol.asyncDispose]() {
      domain.close();
      await local.stop();
    },
  };
}

describe("documents of somebody", () => {
  test.each<[string, Partial<EnrichedEvent>]>([
    ["a person", { person_id: ANN }],
    ["a device of theirs", { anonymous_id: "phone" }],
    ["a marked text that is their id", { coupon: ANN }],
    ["a property that is their id", { properties: { friend: ANN } }],
    ["a property that is a hash of it", { properties: { em: hashesOf(ANN)[0]! } }],
  ])("are found by %s, and no others", async (_what, more) => {
    await using at = await place([bobs("theirs", more), bobs("not")]);
    expect(await at.find()).toMatchObject({ unit: "documents", count: 1 });
    await at.remove();
    expect(at.ids()).toEqual(["not"]);
    expect(await at.find()).toMatchObject({ count: 0 });
  });

  test("are found by what the archive finds, and none counts twice", async () => {
    const within = bobs("within", { page_url: `https://shop.example/?u=${ANN}` });
    await using at = await place([within, bobs("both", { person_id: ANN }), bobs("not")], subject(), [
      "within",
      "both",
    ]);
    expect(await at.find()).toMatchObject({ count: 2 });
    expect(at.asked[0]).toMatch(/select distinct event_id from events_stored where/);
    await at.remove();
    expect(at.ids()).toEqual(["not"]);
  });

  test("of a shared device are those before anybody else signed in", async () => {
    const shared = [{ device: "family", firstLinkedAt: "2026-03-04T10:00:00.000Z" }];
    const family = (event_id: string, event_time: string, user_id?: string) => {
      const { user_id: _, ...event } = enrichedEvent({ event_id, event_time, anonymous_id: "family" });
      return { ...event, person_id: "family", ...(user_id && { user_id }) } as EnrichedEvent;
    };
    await using at = await place(
      [
        family("before", "2026-03-04T09:00:00.000Z"),
        family("after", "2026-03-04T11:00:00.000Z"),
        family("bob", "2026-03-04T09:30:00.000Z", "bob"),
      ],
      subject({ shared }),
    );
    await at.remove();
    expect(at.ids().sort()).toEqual(["after", "bob"]);
  });

  test("are none where no index has been made", async () => {
    await using at = await place([]);
    expect(await at.find()).toMatchObject({ count: 0 });
    expect(await at.remove()).toBe(0);
  });
});

test("a domain that is out of reach, or lets nobody in, is said", async () => {
  const asking = (send: () => Promise<never> | Promise<{ status: number; body: undefined }>) =>
    indexedDocuments({ domain: { send, close() {} }, alias }, subject(), async () => []).find();
  const lost = Object.assign(new Error("x"), { name: "TimeoutError" });
  await expect(asking(() => Promise.reject(lost))).rejects.toThrow(/from inside its network only/);
  await expect(asking(async () => ({ status: 403, body: undefined }))).rejects.toThrow(
    /you need es:ESHttpPost/,
  );
});
