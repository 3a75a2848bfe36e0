import { describe, expect, test } from "@jest/globals";
import { event, type WarehouseRow, warehouse } from "../warehouse.ts";

const LATER_DAY = "2026-03-05T10:00:00";

/** What a device sends: `user` is who is logged in, `person` whom enrichment knew there. */
const onDevice = (device: string, user: string | null, time: string, override: WarehouseRow = {}) =>
  event("", "click", time, {
    anonymous_id: device,
    user_id: user,
    person_id: user ?? device,
    session_id: `${device}-1`,
    ...override,
  });

/** What a server sends, which knows no device. */
const onServer = (user: string, session_id: string | null, time = "10:30:00", override: WarehouseRow = {}) =>
  event(user, "purchase", time, { session_id, event_id: "server", ...override });

const isAsked = { event_id: "asked" };

async function asked(column: string, id: string, events: WarehouseRow[]): Promise<unknown> {
  const { query } = await warehouse({ events });
  const rows = await query("events_by_person");
  expect(rows).toHaveLength(events.length);
  return rows.find(({ event_id }) => event_id === id)?.[column];
}

describe("the visitor of an event", () => {
  test.each([
    {
      what: "before the first login is who logged in there, though days later",
      events: [onDevice("d", null, "10:00:00", isAsked), onDevice("d", "ann", LATER_DAY)],
      visitor: "ann",
    },
    {
      what: "of a device on which nobody logged in is the device",
      events: [onDevice("d", null, "10:00:00", isAsked), onDevice("other", "ann", "11:00:00")],
      visitor: "d",
    },
    {
      what: "after a logout is whom enrichment knew",
      events: [
        onDevice("d", "ann", "10:00:00"),
        onDevice("d", null, "11:00:00", { ...isAsked, person_id: "ann" }),
      ],
      visitor: "ann",
    },
    {
      what: "of an earlier user of a shared device stays his",
      events: [onDevice("d", "ann", "10:00:00", isAsked), onDevice("d", "bob", "11:00:00")],
      visitor: "ann",
    },
    {
      what: "after his logout stays his, too",
      events: [
        onDevice("d", "ann", "10:00:00"),
        onDevice("d", null, "10:30:00", { ...isAsked, person_id: "ann" }),
        onDevice("d", "bob", "11:00:00"),
      ],
      visitor: "ann",
    },
    {
      what: "before the first login on a shared device is who logged in first",
      events: [
        onDevice("d", null, "09:55:00", isAsked),
        onDevice("d", "ann", "10:00:00"),
        onDevice("d", "bob", "11:00:00"),
      ],
      visitor: "ann",
    },
    {
      what: "whose link was lost is who has the device today",
      events: [
        onDevice("d", "ann", "10:00:00"),
        onDevice("d", "bob", "11:00:00"),
        onDevice("d", null, "12:00:00", isAsked),
      ],
      visitor: "bob",
    },
    {
      what: "of a file without person_id is found in the same way",
      events: [
        onDevice("d", null, "10:00:00", { ...isAsked, person_id: null }),
        onDevice("d", "ann", "11:00:00", { person_id: null }),
      ],
      visitor: "ann",
    },
    {
      what: "of a server's event is its user",
      events: [onServer("ann", "x", "10:00:00", isAsked)],
      visitor: "ann",
    },
  ])("$what", async ({ events, visitor }) => {
    expect(await asked("visitor", "asked", events)).toBe(visitor);
  });
});

describe("the session of a server's event", () => {
  test.each([
    {
      what: "is the one that it names, of its user's device",
      events: [onDevice("d", "ann", "10:00:00"), onServer("ann", "d-1")],
      device: "d",
    },
    {
      what: "may have ended before the user was known to the device",
      events: [onDevice("d", null, "10:00:00"), onServer("ann", "d-1"), onDevice("d", "ann", LATER_DAY)],
      device: "d",
    },
    {
      what: "may be of the day before",
      events: [onDevice("d", "ann", "10:00:00"), onServer("ann", "d-1", "2026-03-03T00:10:00")],
      device: "d",
    },
    {
      what: "is its own where another user's device has one of that name",
      events: [onDevice("d", "bob", "10:00:00"), onServer("ann", "d-1")],
      device: "ann",
    },
    {
      what: "is its own where no device has it",
      events: [onDevice("d", "ann", "10:00:00"), onServer("ann", "s-9")],
      device: "ann",
    },
    {
      what: "is its own where it names none",
      events: [onDevice("d", "ann", "10:00:00", { session_id: null }), onServer("ann", null)],
      device: "ann",
    },
    {
      what: "is the device's once, though its events were delivered twice",
      events: [
        onDevice("d", "ann", "10:00:00", { event_id: "one", hour: 10 }),
        onDevice("d", "ann", "10:10:00", { event_id: "two" }),
        onServer("ann", "d-1"),
      ],
      device: "d",
    },
  ])("$what", async ({ events, device }) => {
    expect(await asked("session_device", "server", events)).toBe(device);
  });

  test("does not move the events of devices, though two of them have a session of one name", async () => {
    const { values } = await warehouse({
      events: [
        onDevice("d1", "ann", "10:00:00", { session_id: "s", event_id: "1" }),
        onDevice("d2", "ann", "10:00:00", { session_id: "s", event_id: "2" }),
        onServer("ann", "s", "11:00:00", { event_id: "3" }),
      ],
    });
    const rows = await values("events_by_person", "event_id", "session_device");
    expect(rows.sort()).toEqual([
      ["1", "d1"],
      ["2", "d2"],
      ["3", "d1"],
    ]);
  });
});
