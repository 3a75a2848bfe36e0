import { afterEach, describe, expect, test } from "@jest/globals";
import { forget, totalFound } from "../../../scripts/forget/run.ts";
import { FORGOTTEN_PREFIX, type ForgottenAudit, removedFrom } from "../../../shared/forget/audit.ts";
import { forgottenIn } from "../../../shared/redis/forgotten.ts";
import { Killed } from "./mortal.ts";
import { ANN, PHONE, worldOfAnn } from "./world.ts";

type World = Awaited<ReturnType<typeof worldOfAnn>>;

const worlds: World[] = [];
async function newWorld(): Promise<World> {
  const world = await worldOfAnn();
  worlds.push(world);
  return world;
}
afterEach(() => {
  for (const { stack } of worlds.splice(0)) stack.close();
});

const run = ({ stack }: World) =>
  forget(stack, { kind: "person", id: ANN, apply: true }, { say() {}, waitMs: 0 });

/** Runs it, and kills it once some effects happened. */
async function killed(world: World, effects: number): Promise<boolean> {
  world.mortal.start(effects);
  try {
    await run(world);
    return false;
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
    return true;
  }
}

const auditsOf = ({ failed }: World): ForgottenAudit[] =>
  [...failed.objects]
    .filter(([key]) => key.startsWith(FORGOTTEN_PREFIX))
    .map(([, bytes]) => JSON.parse(bytes.toString()));

/** Whether what comes again of ann is refused. */
async function isRefused({ stack }: World): Promise<boolean> {
  const forgotten = forgottenIn(stack.redis, stack.key, Date.now);
  await forgotten.refresh(Number.POSITIVE_INFINITY);
  const before = Date.now() - 60_000;
  return forgotten.includes([ANN], before) && forgotten.includes([PHONE], before);
}

/** Nothing of ann is left in any place, all of it is counted, and bob is whole. */
async function expectForgotten(world: World, audits = 1): Promise<void> {
  expect(await world.places()).toEqual([]);
  expect(await isRefused(world)).toBe(true);
  const written = auditsOf(world);
  expect(written).toHaveLength(audits);
  expect(written.every((audit) => audit.finished_at !== undefined && audit.pending === undefined)).toBe(true);
  const removed = ["archive", "predictions", "failed events", "session states", "curated_events"];
  expect(removed.map((place) => removedFrom(written, place))).toEqual([3, 3, 2, 1, 4]);
  const rest = (await world.texts()).map(([, text]) => text).join();
  expect([rest.includes("bob-1"), rest.match(/"user_id":"bob"/g)!.length]).toEqual([true, 4]);
  expect(world.redis.stored.size).toBe(2);
}

test("somebody is forgotten in every place, and is taken again from none", async () => {
  const world = await newWorld();
  const found = await world.places();
  const { left } = await run(world);
  expect(totalFound(left)).toBe(0);
  await expectForgotten(world);
  // It could have failed: each of them held something.
  expect(new Set(found.map((place) => place.split("/")[0]))).toEqual(
    new Set(["archive", "failed", "results", "predictions", "redis", "curated"]),
  );
});

describe("a run that is killed", () => {
  test("after any of its effects is gone on with, and before anything is gone nothing is taken again", async () => {
    const whole = await newWorld();
    whole.mortal.start();
    await run(whole);
    const { length } = whole.mortal.effects;
    expect(length).toBeGreaterThan(20);
    for (let effects = 0; effects < length; effects += 1) {
      const world = await newWorld();
      const before = await world.places();
      expect(await killed(world, effects)).toBe(true);
      const hers = (place: string) => !place.startsWith(`failed/${FORGOTTEN_PREFIX}`);
      const isWhole = (await world.places()).filter(hers).join() === before.join();
      expect([effects, isWhole || (await isRefused(world))]).toEqual([effects, true]);
      world.mortal.start();
      const { left } = await run(world);
      expect([effects, totalFound(left)]).toEqual([effects, 0]);
      await expectForgotten(world);
    }
  }, 120_000);

  test("again and again comes to its end all the same", async () => {
    const world = await newWorld();
    let times = 0;
    while (times < 20 && (await killed(world, 12))) times += 1;
    expect(times > 2 && times < 20).toBe(true);
    await expectForgotten(world);
  }, 60_000);

  test("after its end leaves a second account, of nothing", async () => {
    const world = await newWorld();
    await run(world);
    await run(world);
    expect(auditsOf(world).map(({ removed }) => Object.keys(removed).length > 0)).toContain(false);
    await expectForgotten(world, 2);
  });
});
