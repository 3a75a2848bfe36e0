import { beforeEach, expect, jest, test } from "@jest/globals";

const order: string[] = [];
const ends: (() => void)[] = [];

jest.unstable_mockModule("esbuild", () => ({
  build: ({ outdir }: { outdir: string }) =>
    new Promise((resolve, reject) => {
      order.push(`build ${outdir}`);
      ends.push(() => (outdir === "broken" ? reject(new Error("does not compile")) : resolve({ outdir })));
    }),
  stop: async () => void order.push("stop"),
}));
const { esbuild } = await import("../../../scripts/build/esbuild.ts");

const built = (outdir: string) => esbuild({ outdir, write: false });

beforeEach(() => {
  order.length = 0;
  ends.length = 0;
});

test("the service ends with the last of the builds that are at work", async () => {
  const [one, other] = [built("one"), built("other")];
  ends[0]!();
  await one;
  expect(order).toEqual(["build one", "build other"]);
  ends[1]!();
  await expect(other).resolves.toEqual({ outdir: "other" });
  expect(order).toEqual(["build one", "build other", "stop"]);
});

test("it ends, too, where what was to be built does not compile, and begins again with the next build", async () => {
  const broken = built("broken");
  ends[0]!();
  await expect(broken).rejects.toThrow("does not compile");
  const next = built("next");
  ends[1]!();
  await next;
  expect(order).toEqual(["build broken", "stop", "build next", "stop"]);
});
