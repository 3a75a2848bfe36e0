/** A sample of each mapping that is shipped, below `test/fixtures`, and how many events it holds. */
export const mappingFixtures = [
  { name: "native", file: "native.ndjson", events: 2 },
  { name: "camel", file: "camel.ndjson", events: 4 },
  { name: "ubi", file: "ubi.ndjson", events: 20 },
  { name: "segment", file: "segment.ndjson", events: 4 },
  { name: "ga4", file: "ga4.ndjson", events: 7 },
  { name: "posthog", file: "posthog.ndjson", events: 7 },
  { name: "amplitude", file: "amplitude.ndjson", events: 5 },
  { name: "mixpanel", file: "mixpanel.ndjson", events: 4 },
  { name: "snowplow", file: "snowplow.ndjson", events: 2 },
  { name: "shopify", file: "shopify.ndjson", events: 3 },
  { name: "nyc-taxi", file: "nyc-taxi.csv", events: 4 },
];
