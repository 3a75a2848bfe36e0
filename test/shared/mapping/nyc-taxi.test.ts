import { readdirSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Compile } from "typebox/compile";
import { RawEventSchema } from "../../../shared/event/raw.ts";
import { loadMapping } from "../../../shared/mapping/load.ts";
import { mapDocument } from "../../../shared/mapping/map-document.ts";
import { context, documentsOf, type Event, eventsOf, mapped } from "./builders.ts";
import { leafTexts, leavesOf } from "./leaves.ts";

/** What every trip says in the same place, whatever the file's layout. Absent where it is undefined here. */
interface Trip {
  at: string;
  fare?: number;
  passengers?: number;
  zone?: string;
  rate?: string;
  miles?: string;
  seconds?: string;
  tip?: string;
  tolls?: string;
  total?: string;
  paid?: string;
  from?: string;
  to?: string;
}

const place = (event: Event, end: "pickup" | "dropoff"): string | undefined => {
  const of = (name: string) => event.properties?.[`${end}_${name}`];
  return of("location_id") ?? (of("latitude") && `${of("latitude")} ${of("longitude")}`);
};

const tripOf = (event: Event): Trip => {
  const trip: Record<string, unknown> = {
    at: event.client_created_at,
    fare: event.price,
    passengers: event.quantity,
    zone: event.region,
    rate: event.product_category,
    miles: event.properties?.trip_distance_miles,
    seconds: event.properties?.trip_duration_s,
    tip: event.properties?.tip_amount,
    tolls: event.properties?.tolls_amount,
    total: event.properties?.total_amount,
    paid: event.properties?.payment_method,
    from: place(event, "pickup"),
    to: place(event, "dropoff"),
  };
  return Object.fromEntries(
    Object.entries(trip).filter(([, value]) => value !== undefined),
  ) as unknown as Trip;
};

const layouts: Record<string, Trip[]> = {
  "yellow-2009.csv": [
    {
      at: "2009-06-15T21:26:21.000Z",
      fare: 9.5,
      passengers: 2,
      miles: "2.1000000000000001",
      seconds: "701",
      tip: "1.65",
      tolls: "0",
      total: "12.65",
      paid: "credit_card",
      from: "40.721319000000001 -73.844310999999998",
      to: "40.712277999999998 -73.841610000000003",
    },
  ],
  "yellow-2010.csv": [
    {
      at: "2010-03-22T04:05:03.000Z",
      fare: 4.5,
      passengers: 1,
      rate: "standard",
      miles: "0.87",
      seconds: "180",
      tip: "0",
      tolls: "0",
      total: "5.5",
      paid: "cash",
      from: "40.752552000000001 -73.975617999999997",
      to: "40.760897999999997 -73.980225000000004",
    },
  ],
  "yellow-2014.csv": [
    {
      at: "2014-01-10T01:45:25.000Z",
      fare: 6.5,
      passengers: 1,
      rate: "JFK",
      miles: "0.69999999999999996",
      seconds: "426",
      tip: "1.3999999999999999",
      tolls: "0",
      total: "8.9000000000000004",
      paid: "cash",
      from: "40.736828000000003 -73.994770000000003",
      to: "40.731789999999997 -73.982226999999995",
    },
  ],
  "yellow-2015.csv": [
    {
      at: "2016-01-01T05:00:00.000Z",
      fare: -28.5,
      passengers: 2,
      rate: "Newark",
      miles: "9.76",
      seconds: "1864",
      tip: "0",
      tolls: "0",
      total: "-29.8",
      paid: "no_charge",
      from: "40.64502 -73.78131",
      to: "40.69291 -73.95984",
    },
  ],
  "yellow-2016.csv": [
    {
      at: "2016-12-18T16:59:12.000Z",
      fare: 0.01,
      passengers: 0,
      zone: "230",
      rate: "negotiated",
      miles: "4.1",
      seconds: "1248",
      tip: "0",
      tolls: "0",
      total: "0.31",
      paid: "dispute",
      from: "230",
      to: "7",
    },
  ],
  "yellow-2025-pandas.csv": [
    {
      at: "2025-06-01T12:05:30.000Z",
      fare: 14.2,
      passengers: 1,
      zone: "161",
      rate: "standard",
      miles: "2.63",
      seconds: "915.5",
      tip: "3.79",
      tolls: "0.0",
      total: "22.74",
      paid: "credit_card",
      from: "161",
      to: "141",
    },
    {
      at: "2025-06-01T12:06:00.000Z",
      fare: 18,
      zone: "161",
      miles: "3.1",
      tip: "0.0",
      tolls: "0.0",
      total: "22.75",
      paid: "flex_fare",
      from: "161",
    },
  ],
  "yellow-open-data.csv": [
    {
      at: "2018-07-05T03:59:12.000Z",
      fare: 8,
      passengers: 1,
      zone: "141",
      rate: "standard",
      miles: "1.2",
      seconds: "568",
      tip: "1.5",
      tolls: "0",
      total: "10.8",
      paid: "credit_card",
      from: "141",
      to: "236",
    },
  ],
  "yellow-spreadsheet.csv": [
    {
      at: "2015-01-01T05:05:00.000Z",
      fare: 9,
      passengers: 1,
      zone: "170",
      rate: "standard",
      miles: "1.7",
      seconds: "660",
      tip: "0",
      tolls: "0",
      total: "10.3",
      paid: "cash",
      from: "170",
      to: "233",
    },
  ],
  // It ends before it begins: in the hour that comes twice the file does not say which one is meant.
  "green-2013.csv": [
    {
      at: "2013-11-03T05:50:00.000Z",
      fare: 21,
      passengers: 5,
      rate: "standard",
      miles: ".00",
      tip: "4.5",
      tolls: "0",
      total: "25.5",
      paid: "credit_card",
      from: "0 0",
      to: "40.810726165771484 -73.952407836914063",
    },
  ],
  "green-2019.csv": [
    {
      at: "2019-12-18T20:52:30.000Z",
      fare: -3.5,
      zone: "264",
      miles: ".00",
      seconds: "129",
      tip: "0.01",
      tolls: "0",
      total: "4.81",
      from: "264",
      to: "264",
    },
  ],
  "fhv-2015.csv": [
    { at: "2015-01-01T05:30:00.000Z" },
    { at: "2015-01-01T05:31:00.000Z", zone: "132", from: "132" },
  ],
  "fhv-2018.csv": [{ at: "2018-01-01T05:18:01.000Z", zone: "17", seconds: "1057", from: "17", to: "225" }],
  // Clocks went forward on the way.
  "fhv-2023.csv": [{ at: "2023-03-12T06:59:30.000Z", seconds: "60", to: "244" }],
  "fhvhv-2019.csv": [{ at: "2019-02-01T05:05:18.000Z", zone: "245", seconds: "579", from: "245", to: "251" }],
  "fhvhv-2024.csv": [
    {
      at: "2024-01-01T05:28:08.000Z",
      fare: 45.61,
      zone: "161",
      miles: "2.83",
      seconds: "1871",
      tip: "7.2",
      tolls: "6.94",
      from: "161",
      to: "158",
    },
  ],
  // The units of gc_distance and google_distance are written nowhere: neither is the trip's distance in miles.
  "telemetry.csv": [
    {
      at: "2016-07-01T03:59:58.000Z",
      passengers: 1,
      seconds: "722",
      from: "40.7320289611816 -73.9881286621093",
      to: "40.7566795349121 -73.9901733398437",
    },
  ],
  "telemetry.ndjson": [
    {
      at: "2010-01-01T00:00:17.000Z",
      fare: 45,
      passengers: 1,
      rate: "standard",
      miles: "0",
      seconds: "0.5",
      tip: "9.1",
      tolls: "0",
      total: "54.6",
      paid: "credit_card",
      from: "40.77391 -73.87207",
      to: "40.77389 -73.87137",
    },
  ],
};

const mapping = loadMapping("nyc-taxi");
const schema = Compile(RawEventSchema);
const files = Object.keys(layouts);

test("every fixture is in the table", () => {
  expect(readdirSync("test/fixtures/nyc-taxi").sort()).toEqual(files.sort());
});

describe.each(files)("%s", (file) => {
  const events = () => eventsOf("nyc-taxi", `nyc-taxi/${file}`);

  test("says in the same places when, where, how far and how much", () => {
    expect(events().map(tripOf)).toEqual(layouts[file]);
  });

  test("is valid trips of visitors in New York", () => {
    for (const event of events()) {
      expect([...schema.Errors(event)]).toEqual([]);
      expect(event).toMatchObject({
        event_name: "trip",
        app_id: "nyc-taxi",
        timezone: "America/New_York",
        anonymous_id: expect.stringMatching(/^[0-9a-f]{32}$/),
        metadata: { source: "nyc-taxi" },
      });
    }
  });

  test("keeps every value of every column", () => {
    for (const [at, event] of events().entries()) {
      const texts = leafTexts([event]);
      const document = documentsOf(`nyc-taxi/${file}`)[at]!;
      expect(leavesOf(document).filter((leaf) => !texts.has(leaf))).toEqual([]);
    }
  });
});

test("units that are not known stay under their own names", () => {
  const [event] = eventsOf("nyc-taxi", "nyc-taxi/telemetry.csv");
  expect(event!.properties).toMatchObject({
    gc_distance: "2",
    google_distance: "3423",
    google_duration: "731",
  });
});

describe("the visitor", () => {
  const trip = { tpep_pickup_datetime: "2026-01-15 08:12:31" };
  const visitor = (columns: object) => mapped(mapping, { ...trip, ...columns }).anonymous_id;

  test("is the vendor in a zone, however an export writes the numbers", () => {
    const known = visitor({ VendorID: "2", PULocationID: "161" });
    expect(known).toBe("c61abafc875bcde182963f9ddfbc303a");
    expect(visitor({ VendorID: "2.0", PULocationID: "161.0" })).toBe(known);
    expect(visitor({ VendorID: 2, PULocationID: 161 })).toBe(known);
    expect(visitor({ VendorID: "1", PULocationID: "161" })).not.toBe(known);
  });

  test("is the vendor at a place of about a kilometre where there are coordinates", () => {
    const at = (pickup_latitude: string, vendor_id = "CMT") =>
      visitor({ vendor_id, pickup_latitude, pickup_longitude: "-73.990" });
    expect(at("40.7361")).toBe(at("40.73889999"));
    expect(at("40.7361")).not.toBe(at("40.7461"));
    expect(at("40.7361")).not.toBe(at("40.7361", "VTS"));
    expect(at("40.7361")).toBe(visitor({ vendor_name: "CMT", Start_Lat: "40.74", Start_Lon: "-73.99" }));
  });

  test.each([
    { description: "the company in a zone", columns: { hvfhs_license_num: "HV0003", PULocationID: "161" } },
    { description: "the base in a zone", columns: { dispatching_base_num: "B00013", locationID: "161" } },
    { description: "the base", columns: { dispatching_base_num: "B00013" } },
    { description: "a zone", columns: { PULocationID: "161" } },
    { description: "a place", columns: { pickup_latitude: 40.7, pickup_longitude: -74 } },
    { description: "the vendor", columns: { VendorID: "2" } },
  ])("else is $description", ({ columns }) => {
    expect(visitor(columns)).toMatch(/^[0-9a-f]{32}$/);
  });

  test("is not invented where a row names none of them", () => {
    expect(mapDocument(mapping, trip, context())).toMatchObject({
      ok: false,
      errors: [{ message: expect.stringMatching(/^nothing gives .*anonymous_id/) }],
    });
  });
});

test.each([
  ["credit_card", ["1", "1.0", 1, "CRD", "Credit", "CREDIT", "Cre "]],
  ["cash", ["2", "CSH", "Cash", "CASH", "CAS"]],
  ["no_charge", ["3", "NOC", "No Charge", "No "]],
  ["dispute", ["4", "DIS", "Dispute"]],
  ["unknown", ["5", "UNK", "NA "]],
  ["voided", ["6"]],
  ["Barter", ["Barter"]],
])("paid by %s: %p", (expected, spellings) => {
  for (const payment_type of spellings) {
    const row = { VendorID: 1, pickup_datetime: "2026-01-15 08:12:31", payment_type };
    expect(mapped(mapping, row).properties).toMatchObject({
      payment_method: expected,
      payment_type: String(payment_type),
    });
  }
});

test("a row without a time that exists is no trip, and says what was expected", () => {
  const row = { VendorID: "1", pickup_datetime: "2015-02-29 10:00:00" };
  expect(mapDocument(mapping, row, context())).toMatchObject({
    ok: false,
    errors: [{ expected: "an instant as iso or MM/dd/yyyy hh:mm:ss a or M/d/yy H:mm" }],
  });
});

test("whatever else a row has is in the event", () => {
  const columns = fc.dictionary(
    fc.oneof(fc.string(), fc.constantFrom("PULocationID", " Tip_amount", "__proto__", "trip_duration_s")),
    fc.string(),
  );
  fc.assert(
    fc.property(columns, (any) => {
      const row = { ...any, VendorID: "1", pickup_datetime: "2026-01-15 08:12:31" };
      const result = mapDocument(mapping, row, context());
      fc.pre(result.ok);
      const texts = leafTexts([result.event as Event]);
      expect(leavesOf(row).filter((leaf) => !texts.has(leaf))).toEqual([]);
    }),
  );
});
