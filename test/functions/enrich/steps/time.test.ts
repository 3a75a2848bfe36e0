import { describe, expect, test } from "@jest/globals";
import { localTimeOf } from "../../../../functions/enrich/steps/local-time.ts";
import { eventTimeOf, time } from "../../../../functions/enrich/steps/time.ts";
import { EARLIEST } from "../../../../shared/event/epoch.ts";
import { READING, RECEIVED_AT_FROM } from "../../../../shared/event/receipt.ts";
import { enrichRules } from "../../../builders/enrichment.ts";
import { rawEvent } from "../../../builders/raw-event.ts";

const at = (text: string) => Date.parse(text);
const arrival = at("2026-03-04T10:00:02Z");
const NOW = at("2026-03-04T10:00:03Z");

describe("eventTimeOf", () => {
  test.each([
    { description: "a right clock", event: {}, time: "2026-03-04T10:00:00Z", isLate: false },
    {
      description: "a clock an hour ahead, corrected by the time of sending",
      event: { client_created_at: "2026-03-04T11:00:00.000Z", client_sent_at: "2026-03-04T11:00:00.500Z" },
      time: "2026-03-04T10:00:00.500Z",
      isLate: false,
    },
    {
      description: "a clock a day behind",
      event: { client_created_at: "2026-03-03T10:00:00.000Z", client_sent_at: "2026-03-03T10:00:01.000Z" },
      time: "2026-03-04T10:00:00Z",
      isLate: false,
    },
    {
      description: "a future time that cannot be corrected is cut at the receipt",
      event: { client_created_at: "2030-01-01T00:00:00.000Z" },
      time: "2026-03-04T10:00:01Z",
      isLate: false,
    },
    {
      description: "without received_at the stream's arrival time counts",
      event: { client_created_at: "2030-01-01T00:00:00.000Z", received_at: undefined },
      time: "2026-03-04T10:00:02Z",
      isLate: false,
    },
    {
      description: "a time of sending is no measure where the receipt is that of the reading",
      event: {
        client_created_at: "2026-03-01T09:00:00.000Z",
        client_sent_at: "2026-03-01T09:00:01.000Z",
        metadata: { received_at_from: "reading" },
      },
      time: "2026-03-01T09:00:00Z",
      isLate: true,
    },
    {
      description: "a future time is cut at the reading, too",
      event: {
        client_created_at: "2030-01-01T00:00:00.000Z",
        client_sent_at: "2030-01-01T00:00:01.000Z",
        metadata: { received_at_from: "reading" },
      },
      time: "2026-03-04T10:00:01Z",
      isLate: false,
    },
    {
      description: "older than 72 hours is late, not dropped",
      event: { client_created_at: "2026-03-01T09:00:00.000Z" },
      time: "2026-03-01T09:00:00Z",
      isLate: true,
    },
  ])("$description", ({ event, time: happened, isLate }) => {
    const { client_created_at, client_sent_at, received_at, metadata } = rawEvent(event);
    const [created, sent, received] = [client_created_at, client_sent_at, received_at].map((instant) =>
      instant === undefined ? undefined : at(instant as string),
    );
    const receivedAt = received ?? arrival;
    const receiptKnown = metadata?.[RECEIVED_AT_FROM] !== READING;
    const eventTime = eventTimeOf(created!, sent, receivedAt, receiptKnown);
    const values = time.of(
      { event: { ...rawEvent(event), value: undefined }, eventTime, receivedAt },
      { now: NOW, rules: enrichRules },
      undefined,
    );
    expect(values).toEqual({ event_time: at(happened), processed_at: NOW, is_late: isLate });
  });
});

describe("an event is late by its age when it was received", () => {
  const happened = at("2026-03-01T10:00:00Z");
  const { lateAfterMs } = enrichRules;

  test.each([
    { description: "at the limit it is not", age: lateAfterMs, waited: 0, isLate: false },
    { description: "beyond it it is", age: lateAfterMs + 1, waited: 0, isLate: true },
    {
      description: "however long it waits for enrichment afterwards",
      age: 0,
      waited: 2 * lateAfterMs,
      isLate: false,
    },
  ])("$description", ({ age, waited, isLate }) => {
    const receivedAt = happened + age;
    const given = time.of(
      { event: { ...rawEvent(), value: undefined }, eventTime: happened, receivedAt },
      { now: receivedAt + waited, rules: enrichRules },
      undefined,
    );
    expect(given).toMatchObject({ is_late: isLate });
  });
});

test("no correction leads to before the first instant that an event may have", () => {
  expect(eventTimeOf(EARLIEST, arrival + 1000, arrival)).toBe(EARLIEST);
});

describe("localTimeOf", () => {
  test.each([
    {
      description: "UTC without a zone",
      time: "2026-03-04T10:00:00Z",
      zone: undefined,
      geo: undefined,
      hour: 10,
      day: 3,
      weekend: false,
    },
    {
      description: "the user's zone",
      time: "2026-03-04T10:00:00Z",
      zone: "America/New_York",
      geo: "Asia/Tokyo",
      hour: 5,
      day: 3,
      weekend: false,
    },
    {
      description: "the address's zone",
      time: "2026-03-06T16:00:00Z",
      zone: undefined,
      geo: "Asia/Tokyo",
      hour: 1,
      day: 6,
      weekend: true,
    },
    {
      description: "an unknown zone falls back to the address's",
      time: "2026-03-06T16:00:00Z",
      zone: "Mars/Base",
      geo: "Asia/Tokyo",
      hour: 1,
      day: 6,
      weekend: true,
    },
    {
      description: "a half-hour offset",
      time: "2026-03-04T20:00:00Z",
      zone: "Asia/Kolkata",
      geo: undefined,
      hour: 1,
      day: 4,
      weekend: false,
    },
    {
      description: "Sunday is day 7",
      time: "2026-03-08T12:00:00Z",
      zone: undefined,
      geo: undefined,
      hour: 12,
      day: 7,
      weekend: true,
    },
    {
      description: "after the change to summer time",
      time: "2026-07-01T12:00:00Z",
      zone: "Europe/Berlin",
      geo: undefined,
      hour: 14,
      day: 3,
      weekend: false,
    },
  ])("$description", ({ time, zone, geo, hour, day, weekend }) => {
    const local = localTimeOf(at(time), zone, geo);
    expect(local).toEqual({ hour_of_day: hour, day_of_week: day, is_weekend: weekend });
  });

  test.each([
    { description: "the half hour after clocks went forward", time: "2026-10-03T16:45:00Z", hour: 3 },
    { description: "the one before", time: "2026-10-03T16:15:00Z", hour: 1 },
    { description: "the half hour after clocks went back", time: "2026-04-04T16:45:00Z", hour: 2 },
    { description: "the one before it", time: "2026-04-04T16:15:00Z", hour: 2 },
  ])("where clocks change at half past: $description", ({ time, hour }) => {
    expect(localTimeOf(at(time), "Australia/Adelaide", undefined).hour_of_day).toBe(hour);
  });

  test.each([
    { zone: "america/new_york", hour: 5 },
    { zone: "+05:30", hour: 15 },
    { zone: "GMT+0300", hour: 10 },
    { zone: "", hour: 10 },
  ])("the zone is a name in any case, or an offset: $zone", ({ zone, hour }) => {
    expect(localTimeOf(at("2026-03-04T10:00:00Z"), zone, undefined).hour_of_day).toBe(hour);
  });
});
