import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { heldToReceipt } from "../../../shared/event/held-to-receipt.ts";
import type { RawEvent } from "../../../shared/event/raw.ts";
import { timesAhead } from "../../../shared/event/receipt.ts";
import { validateEvent } from "../../../shared/event/validate.ts";
import { rawEvent } from "../../builders/raw-event.ts";

const at = (text: string) => Date.parse(text);
const ARRIVED = at("2026-03-04T10:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe("timesAhead", () => {
  const times = {
    created: ARRIVED,
    sent: undefined,
    received: ARRIVED,
    arrived: ARRIVED,
    receiptKnown: true,
  };
  test.each([
    { description: "a right clock", change: {}, ahead: [] },
    { description: "a clock a day ahead", change: { created: ARRIVED + DAY }, ahead: [] },
    {
      description: "a clock more than a day ahead",
      change: { created: ARRIVED + DAY + 1 },
      ahead: ["client_created_at"],
    },
    {
      description: "a day is counted from the receipt where that was earlier",
      change: { created: ARRIVED, received: ARRIVED - 2 * DAY },
      ahead: ["client_created_at"],
    },
    {
      description: "and from the arrival where nobody says when it was received",
      change: { created: ARRIVED + 2 * DAY, received: undefined },
      ahead: ["client_created_at"],
    },
    {
      description: "a receipt a year ahead",
      change: { received: ARRIVED + 365 * DAY },
      ahead: ["received_at"],
    },
    {
      description: "a receipt a year ahead makes no other instant possible",
      change: { created: ARRIVED + 300 * DAY, received: ARRIVED + 365 * DAY },
      ahead: ["received_at", "client_created_at"],
    },
    {
      description: "a client whose clock is a year ahead, and says so",
      change: { created: ARRIVED + 365 * DAY, sent: ARRIVED + 365 * DAY + 1000 },
      ahead: [],
    },
    {
      description: "the same, where only the reading is known",
      change: { created: ARRIVED + 365 * DAY, sent: ARRIVED + 365 * DAY, receiptKnown: false },
      ahead: ["client_created_at", "client_sent_at"],
    },
    {
      description: "a time of sending that leaves the event a year ahead",
      change: { created: ARRIVED + 365 * DAY, sent: ARRIVED + 2 * DAY },
      ahead: ["client_created_at", "client_sent_at"],
    },
    {
      description: "a time of sending alone",
      change: { sent: ARRIVED + 365 * DAY },
      ahead: ["client_sent_at"],
    },
    { description: "an old event", change: { created: at("1999-01-01T00:00:00Z") }, ahead: [] },
  ])("$description", ({ change, ahead }) => {
    expect(timesAhead({ ...times, ...change })).toEqual(ahead);
  });
});

const held = (change: Partial<RawEvent>, arrived = ARRIVED) =>
  heldToReceipt(validateEvent(rawEvent(change)), arrived);

describe("heldToReceipt", () => {
  test("leaves an event alone that can be", () => {
    const validated = validateEvent(rawEvent());
    expect(heldToReceipt(validated, ARRIVED)).toBe(validated);
  });

  test("refuses an event of the future, and says why", () => {
    expect(held({ client_created_at: "9999-12-31T23:59:59.999Z" })).toEqual({
      valid: false,
      errors: [
        {
          path: "/client_created_at",
          expected: "at most a day after the event was received, 2026-03-04T10:00:01.000Z",
          actual: "9999-12-31T23:59:59.999Z",
          message: "lies more than a day after the event was received, so that nobody knows when it happened",
        },
      ],
    });
  });

  test.each([
    {
      description: "that of its server",
      received: "2026-03-04T11:00:00.000Z",
      receipt: "2026-03-04T11:00:00.000Z",
    },
    {
      description: "the stream's, where its server's cannot be either",
      received: "9999-01-01T00:00:00.000Z",
      receipt: new Date(ARRIVED).toISOString(),
    },
  ])("says by which receipt it refuses an event of the future: $description", ({ received, receipt }) => {
    const refused = held({ client_created_at: "9999-12-31T23:59:59.999Z", received_at: received });
    const expected = `at most a day after the event was received, ${receipt}`;
    expect(refused).toMatchObject({ errors: [{ path: "/client_created_at", expected }] });
  });

  test("takes it when that future has come, as a replay does", () => {
    const event = { client_created_at: "2027-03-04T10:00:00.000Z", received_at: undefined };
    expect(held(event).valid).toBe(false);
    expect(held(event, at("2027-03-04T10:00:00Z")).valid).toBe(true);
  });

  test.each([
    { name: "received_at", value: "2027-03-04T10:00:00.000Z" },
    { name: "client_sent_at", value: 1_804_154_400 },
  ])("takes an impossible $name from the event, and keeps what it held", ({ name, value }) => {
    expect(held({ [name]: value, properties: { a: "b" } })).toEqual({
      valid: true,
      event: { ...rawEvent({ [name]: undefined }), properties: { a: "b", [name]: value } },
      stored: false,
      marks: { [name]: "invalid" },
    });
  });

  test("keeps what is wrong with the event besides", () => {
    const marks = { price: "invalid", client_sent_at: "invalid" };
    expect(held({ price: "free" as never, client_sent_at: "2030-01-01" })).toMatchObject({
      valid: true,
      marks,
    });
    expect(held({ event_name: undefined as never })).toMatchObject({ errors: [{ path: "/event_name" }] });
  });

  test("leaves nothing behind that it would take away again", () => {
    const instant = fc.integer({ min: ARRIVED - 3 * DAY, max: ARRIVED + 3 * DAY });
    const change = fc.record(
      { client_created_at: instant, client_sent_at: instant, received_at: instant },
      { requiredKeys: ["client_created_at"] },
    );
    fc.assert(
      fc.property(change, (change) => {
        const once = held(change);
        if (once.valid) expect(heldToReceipt(once, ARRIVED)).toBe(once);
      }),
    );
  });
});
