import { describe, expect, test } from "@jest/globals";
import { Audit } from "../../../scripts/forget/audit.ts";
import type { Subject } from "../../../scripts/forget/subject.ts";
import type { ForgottenAudit } from "../../../shared/forget/audit.ts";
import { needlesOf } from "../../../shared/forget/needles.ts";
import { Mortal } from "./mortal.ts";
import { versionedBucket } from "./versioned-bucket.ts";

const subject = (...ids: string[]): Subject => ({
  id: ids[0]!,
  needles: needlesOf(ids),
  shared: [],
  others: [],
});
const bucketOf = () => {
  const bucket = versionedBucket("failed", new Mortal());
  return {
    ...bucket,
    open: (...ids: string[]) => Audit.open(bucket, subject(...ids), { kind: "person", key: "k", now: 0 }),
    written: () => [...bucket.objects.values()].map((bytes): ForgottenAudit => JSON.parse(bytes.toString())),
  };
};
const events = (count: number) => ({ place: "archive", unit: "events", count, objects: count });

describe("an audit", () => {
  test.each([
    { what: "what was found", found: [3], gone: [3], count: 3 },
    { what: "more than was found, when something came meanwhile", found: [3], gone: [5], count: 5 },
    { what: "what rounds removed one after the other", found: [3, 2], gone: [3, 2], count: 5 },
    { what: "what came where nothing was found", found: [0], gone: [1], count: 1 },
  ])("counts $what", async ({ found, gone, count }) => {
    const { open, written } = bucketOf();
    const audit = await open("ann");
    for (const [at, each] of found.entries()) {
      await audit.removing(events(each));
      await audit.removed(events(gone[at]!));
    }
    expect(written()[0]!.removed).toEqual({ archive: { unit: "events", count } });
  });

  test.each([
    { what: "before it removed any", rest: 3, count: 3 },
    { what: "when some were gone", rest: 1, count: 3 },
    { what: "when all were gone", rest: 0, count: 3 },
    { what: "before more came than it had found", rest: 5, count: 5 },
  ])("of a run that ended $what counts each once", async ({ rest, count }) => {
    const { open, written } = bucketOf();
    await (await open("ann")).removing(events(3));
    const audit = await open("ann");
    expect(audit.isResumed).toBe(true);
    // Another place is looked at first.
    await audit.removing({ ...events(1), place: "predictions" });
    await audit.removed({ ...events(1), place: "predictions" });
    await audit.removing(events(rest));
    await audit.removed(events(rest));
    await audit.finish();
    expect(written().map(({ removed }) => removed.archive!.count)).toEqual([count]);
  });

  test("adds to what an earlier run had done with", async () => {
    const { open, written } = bucketOf();
    const first = await open("ann");
    await first.removing(events(3));
    await first.removed(events(3));
    const audit = await open("ann");
    await audit.removing(events(2));
    await audit.removed(events(2));
    expect(written()[0]!.removed.archive!.count).toBe(5);
  });

  test("knows whom a run that ended was about, and which objects it began to write anew", async () => {
    const { open } = bucketOf();
    await (await open("ann", "phone")).rewriting("archive", "events/a.parquet");
    const { subject, rewritten } = await open("ann");
    expect([...subject.needles.ids]).toEqual(["ann", "phone"]);
    expect(rewritten).toEqual({ archive: ["events/a.parquet"] });
  });

  test("says of nobody who it was once it is finished, nor does what the bucket kept of it", async () => {
    const { open, objects, earlier } = bucketOf();
    const audit = await open("ann-of-the-test");
    await audit.removing(events(1));
    await audit.finish();
    const all = [...objects.values(), ...[...earlier.values()].flat()].map(String).join();
    expect(all).not.toContain("ann-of-the-test");
    expect((await open("ann-of-the-test")).isResumed).toBe(false);
  });
});
