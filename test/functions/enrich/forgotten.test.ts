import { describe, expect, test } from "@jest/globals";
import type { Forgotten } from "../../../shared/redis/forgotten.ts";
import { rawEvent } from "../../builders/raw-event.ts";
import { enrichBy } from "./enriching.ts";

const at = Date.parse("2026-03-04T10:00:00Z");

/** Ann was forgotten at ten o'clock. */
function forgotten(): Forgotten & { looks: number } {
  return {
    looks: 0,
    async refresh() {
      this.looks += 1;
    },
    includes: (ids, time) => ids.includes("ann") && time <= at,
  };
}

const event = (override: Partial<ReturnType<typeof rawEvent>>) =>
  Buffer.from(
    JSON.stringify(
      rawEvent({
        client_created_at: "2026-03-04T09:59:00Z",
        client_sent_at: undefined,
        received_at: undefined,
        ...override,
      }),
    ),
  );

describe("an event of somebody who was forgotten", () => {
  test.each([
    { what: "that names them", override: { event_id: "e", user_id: "ann", anonymous_id: "d" }, taken: false },
    {
      what: "of their device",
      override: { event_id: "e", user_id: undefined, anonymous_id: "ann" },
      taken: false,
    },
    {
      what: "of later",
      override: { event_id: "e", user_id: "ann", client_created_at: "2026-03-04T10:00:01Z" },
      taken: true,
    },
    { what: "of somebody else", override: { event_id: "e", user_id: "bob", anonymous_id: "d" }, taken: true },
  ])("$what is taken: $taken", async ({ override, taken }) => {
    const { lines, failures } = await enrichBy({ forgotten: forgotten() }, event(override));
    expect(lines).toHaveLength(taken ? 1 : 0);
    expect(failures).toHaveLength(taken ? 0 : 1);
  });

  test("leaves that it came, and nothing of what it said", async () => {
    const { failures, retried } = await enrichBy(
      { forgotten: forgotten() },
      event({ event_id: "e-1", user_id: "ann", page_url: "https://shop.example/ann" }),
      event({ event_id: "e-2", user_id: "bob" }),
    );
    expect(failures).toEqual([
      expect.objectContaining({
        stage: "enrich",
        reason: "forgotten",
        event_id: "e-1",
        payload: new Uint8Array(),
      }),
    ]);
    expect(JSON.stringify(failures)).not.toContain("ann");
    expect(retried).toEqual([]);
  });

  test("is asked for once a batch, and not for an empty one", async () => {
    const known = forgotten();
    await enrichBy({ forgotten: known }, event({ event_id: "a" }), event({ event_id: "b" }));
    await enrichBy({ forgotten: known }, Buffer.from("no event"));
    expect(known.looks).toBe(1);
  });
});
