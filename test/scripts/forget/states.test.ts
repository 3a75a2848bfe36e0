import { expect, test } from "@jest/globals";
import { sessionStates } from "../../../scripts/forget/states.ts";
import { needlesOf } from "../../../shared/forget/needles.ts";
import { VERSION_LENGTH } from "../../../shared/redis/facts.ts";
import { storedState } from "../../../shared/redis/state/form.ts";
import { stateKey } from "../../../shared/redis/state/store.ts";
import { memoryLink } from "../../shared/redis/memory-link.ts";

const LANES = 4;

test.each(["none", "zstd"] as const)(
  "the state of a shared device goes where it names the person, stored as %s",
  async (form) => {
    const redis = memoryLink();
    const put = (device: string, user: string) =>
      redis.stored.set(
        stateKey(device, LANES),
        storedState(Buffer.from(`${"v".repeat(VERSION_LENGTH)}\nf4\tlayout\t${user}\t1`), form),
      );
    put("family", "ann");
    put("office", "bob");
    const shared = ["family", "office"].map((device) => ({ device, firstLinkedAt: undefined }));
    const subject = { id: "ann", needles: needlesOf(["ann"]), shared, others: [] };
    const states = sessionStates(redis, LANES, subject);
    expect(await states.find()).toMatchObject({ count: 1 });
    expect(await states.remove()).toBe(1);
    expect([...redis.stored.keys()]).toEqual([stateKey("office", LANES)]);
  },
);
