import { describe, expect, test } from "@jest/globals";
import { documentIndex } from "../../../shared/aws/document-index.ts";
import type { DomainRequest, DomainResponse, SearchDomain } from "../../../shared/aws/search-domain.ts";
import { BULK_BYTES } from "../../../shared/limits.ts";
import type { BulkResult } from "../../../shared/search/bulk-verdict.ts";
import { indexedDocument } from "../../builders/indexed-document.ts";
import { fakePace, serviceError } from "./pace.ts";

interface Sent {
  path: string;
  ids: string[];
  actions: Record<string, unknown>[];
}

/** A domain that says of each document what `result` says, and of a whole request what `whole` says. */
function domainThat({
  result = () => ({ status: 201 }),
  whole = () => undefined,
}: {
  result?(id: string, attempt: number): BulkResult;
  whole?(sent: Sent, attempt: number): DomainResponse | Error | undefined;
} = {}) {
  const sent: Sent[] = [];
  const domain: SearchDomain = {
    async send({ path, body }: DomainRequest) {
      const lines = String(body).split("\n");
      const actions = lines
        .filter((_, at) => at % 2 === 0 && at < lines.length - 1)
        .map((line) => JSON.parse(line).index);
      const request = { path, actions, ids: actions.map(({ _id }) => String(_id)) };
      sent.push(request);
      const answer = whole(request, sent.length);
      if (answer instanceof Error) throw answer;
      if (answer !== undefined) return answer;
      const items = request.ids.map((id) => ({ index: result(id, sent.length) }));
      return { status: 200, body: { errors: false, items } };
    },
    close() {},
  };
  const pace = fakePace();
  return { sent, pace, index: documentIndex(domain, pace), deadline: pace.now() + 60_000 };
}

const busy: BulkResult = { status: 429, error: { type: "rejected_execution_exception" } };

describe("documentIndex", () => {
  test("names the index in the path, and the version that may be written again", async () => {
    const { index, sent, deadline } = domainThat();
    const days = ["2026-03-04", "2026-03-05"].map((day) =>
      indexedDocument(day, { index: `events-${day}`, version: 7 }),
    );
    expect(await index.write(days, deadline)).toEqual([]);
    expect(sent.map(({ path }) => path).sort()).toEqual([
      "/events-2026-03-04/_bulk",
      "/events-2026-03-05/_bulk",
    ]);
    expect(sent[0]!.actions).toEqual([{ _id: "2026-03-04", version: 7, version_type: "external_gte" }]);
  });

  test("sends again what was refused for the moment, and nothing else", async () => {
    const { index, sent, deadline } = domainThat({
      result: (id, attempt) => (id === "b" && attempt < 3 ? busy : { status: 201 }),
    });
    expect(
      await index.write(
        ["a", "b", "c"].map((id) => indexedDocument(id)),
        deadline,
      ),
    ).toEqual([]);
    expect(sent.map(({ ids }) => ids.join(""))).toEqual(["abc", "b", "b"]);
  });

  test("returns what is refused for good once, and what is refused for long as to be tried again", async () => {
    const { index, sent, deadline } = domainThat({
      result: (id) =>
        id === "bad" ? { status: 400, error: { type: "mapper_parsing_exception", reason: "no" } } : busy,
    });
    const left = await index.write([indexedDocument("bad"), indexedDocument("slow")], deadline);
    expect(left.map(({ item, code, retriable }) => [item.id, code, retriable])).toEqual([
      ["bad", "mapper_parsing_exception", false],
      ["slow", "rejected_execution_exception", true],
    ]);
    expect(sent.filter(({ ids }) => ids.includes("bad"))).toHaveLength(1);
  });

  test("ends at the deadline", async () => {
    const { index, sent, pace } = domainThat({ result: () => busy });
    const left = await index.write([indexedDocument("a")], pace.now() + 10);
    expect(left[0]).toMatchObject({ retriable: true });
    expect(pace.elapsed()).toBeLessThanOrEqual(10);
    expect(sent.length).toBeLessThan(5);
  });

  test.each([
    ["a status", { status: 503, body: undefined }],
    ["a lost connection", serviceError("TimeoutError")],
  ])("tries a request again that ends with %s", async (_what, answer) => {
    const { index, sent, deadline } = domainThat({
      whole: (_, attempt) => (attempt === 1 ? answer : undefined),
    });
    expect(await index.write([indexedDocument("a")], deadline)).toEqual([]);
    expect(sent).toHaveLength(2);
  });

  test("halves a request that is too large, down to the document that is", async () => {
    const { index, deadline } = domainThat({
      whole: ({ ids }) => (ids.includes("huge") ? { status: 413, body: undefined } : undefined),
    });
    const documents = ["a", "b", "huge", "c"].map((id) => indexedDocument(id));
    const left = await index.write(documents, deadline);
    expect(left).toMatchObject([{ item: { id: "huge" }, code: "DocumentTooLarge", retriable: false }]);
  });

  test.each([
    ["is not let in", { status: 403, body: { Message: "no" } }],
    ["gets a page of something else", { status: 200, body: undefined }],
    ["gets fewer results than it sent", { status: 200, body: { items: [] } }],
  ])("throws where it %s", async (_what, answer) => {
    const { index, deadline } = domainThat({ whole: () => answer });
    await expect(index.write([indexedDocument("a")], deadline)).rejects.toThrow(/refused a bulk request/);
  });

  test("makes no request larger than a domain takes", async () => {
    const { index, sent, deadline } = domainThat();
    const source = Buffer.alloc(BULK_BYTES / 2 - 5_000, "x");
    await index.write(
      ["a", "b", "c"].map((id) => indexedDocument(id, { source })),
      deadline,
    );
    expect(sent.map(({ ids }) => ids.length).sort()).toEqual([1, 2]);
  });
});
