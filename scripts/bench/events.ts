import type { KinesisStreamEvent } from "aws-lambda";
import { shoppers } from "../../functions/generate/shoppers.ts";
import type { SyntheticEvent } from "../../functions/generate/synthetic-event.ts";
import { LANES, laneOf } from "../../shared/lane.ts";
import { encodePacks } from "../../shared/pack/encode.ts";
import type { GeoPlace, ZipArea } from "../../shared/redis/facts.ts";
import { sampleCities } from "../../shared/sample/cities.ts";
import { SAMPLE_BASE, sampleRates } from "../../shared/sample/rates.ts";
import type { OutRecord } from "../../shared/stream.ts";

/** What one invocation gets. */
export interface Batch {
  events: number;
  event: KinesisStreamEvent;
}

/** What the look-ups know, as a warm cache has it. */
export interface World {
  places: ReadonlyMap<string, GeoPlace>;
  areas: ReadonlyMap<string, ZipArea>;
  /** By currency. */
  /** Of a currency to the base, the same on every day. */
  rates: ReadonlyMap<string, number>;
}

export interface Sample {
  /** Every event once, in the order in which it was received. */
  texts: string[];
  /** One event a record, as a producer without this project's packs sends them. */
  plain: Batch[];
  /** The same events of each batch, packed by lane as this project's producers send them. */
  packed: Batch[];
  world: World;
}

/** Events of the largest batch that Lambda hands over unless it is told otherwise. */
export const BATCH_EVENTS = 500;

/**
 * Events of a second of a busy shop. What matters is how often a user comes again within a batch: at this rate a
 * batch holds about 380 users, so that most states are read and written for one event.
 */
const RATE = 200;
const SEED = "bench";

/** The visits of synthetic shoppers, cut into batches as a stream delivers them. The same on every run but for the time. */
export function sampleEvents(batches: number, receivedUntil: number): Sample {
  const count = batches * BATCH_EVENTS;
  const startTime = receivedUntil - (count * 1000) / RATE;
  const source = shoppers({ seed: SEED, startTime, rate: RATE });
  const all = Array.from({ length: count }, () => source.next().value);
  const groups = Array.from({ length: batches }, (_, at) =>
    all.slice(at * BATCH_EVENTS, (at + 1) * BATCH_EVENTS),
  );
  return {
    texts: all.map(({ text }) => text),
    plain: groups.map((events) => batchOf(events.map(recordOfOne), receivedUntil)),
    packed: groups.map((events) => batchOf(packsOf(events), receivedUntil)),
    world: worldOf(all),
  };
}

function batchOf(records: readonly OutRecord[], arrived: number): Batch {
  return { events: BATCH_EVENTS, event: recordsEvent(records, arrived) };
}

const recordOfOne = ({ text, device }: SyntheticEvent): OutRecord => ({
  partitionKey: device,
  data: Buffer.from(text),
});

function packsOf(events: readonly SyntheticEvent[]): OutRecord[] {
  const { packs } = encodePacks(events, {
    group: ({ device }) => String(laneOf(device, PACK_LANES)),
    partitionKey: (lane) => lane,
    write: ({ text }, line) => line.text(text),
    packBytes: 131_072,
    compression: "none",
  });
  return packs.map(({ record }) => record);
}

/** As many lanes as make packs of about 30 events out of one batch; a stream fills them from many batches. */
const PACK_LANES = Math.min(LANES, 16);

export function recordsEvent(records: readonly OutRecord[], arrived: number): KinesisStreamEvent {
  return {
    Records: records.map(({ partitionKey, data }, index) => ({
      awsRegion: "eu-west-1",
      eventID: `shardId-000000000000:${index}`,
      eventName: "aws:kinesis:record",
      eventSource: "aws:kinesis",
      eventSourceARN: "arn:aws:kinesis:eu-west-1:000000000000:stream/raw",
      eventVersion: "1.0",
      invokeIdentityArn: "arn:aws:iam::000000000000:role/enrich",
      kinesis: {
        kinesisSchemaVersion: "1.0",
        partitionKey,
        sequenceNumber: String(49_590_338_271_490_256_608n + BigInt(index)),
        data: Buffer.from(data).toString("base64"),
        approximateArrivalTimestamp: arrived / 1000,
      },
    })),
  };
}

/** Places of all the sample's addresses, one object a city, as the look-up's cache shares them. */
function worldOf(events: readonly SyntheticEvent[]): World {
  const cities = sampleCities();
  const areas = new Map<string, ZipArea>();
  for (const { zip } of cities) {
    if (zip !== undefined)
      areas.set(zip.code, { state: zip.state, population: zip.population, median_income: zip.median_income });
  }
  const networks = new Map<string, GeoPlace>();
  for (const { cidr, cidr6, country, region, city, latitude, longitude, timezone } of cities) {
    const place = { country, region, city, latitude, longitude, timezone };
    networks.set(networkOf(cidr), place);
    if (cidr6 !== undefined) networks.set(networkOf(cidr6), place);
  }
  const places = new Map<string, GeoPlace>();
  for (const { text } of events) {
    const { ip } = JSON.parse(text) as { ip?: string };
    const place = ip === undefined ? undefined : networks.get(networkOf(ip));
    if (ip !== undefined && place !== undefined) places.set(ip, place);
  }
  const rates = Object.entries({ [SAMPLE_BASE]: 1, ...sampleRates });
  return { places, areas, rates: new Map(rates) };
}

/** The first three groups: the sample's networks are /24 and /48. */
const networkOf = (address: string): string =>
  address
    .split(address.includes(":") ? ":" : ".")
    .slice(0, 3)
    .join(".");
