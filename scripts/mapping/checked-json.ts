import type { CheckedSample } from "./check-sample.ts";

/** A map, and maps in it, as an object. */
const plain = (value: unknown): unknown =>
  value instanceof Map
    ? Object.fromEntries([...value].map(([name, held]) => [String(name), plain(held)]))
    : value;

/** What `npm run mapping -- check … --json` prints: counts, and the first example of each. */
export function checkedAsJson({ findings, inPart, broken }: CheckedSample) {
  const { events, failed, attributes, properties, names, failures, misfits, idleRules } = findings;
  return {
    events,
    failed,
    in_part: inPart,
    ...(broken !== undefined && { broken }),
    attributes: plain(attributes),
    properties: plain(properties),
    event_names: plain(names),
    failures: plain(failures),
    misfits: plain(misfits),
    idle_rules: idleRules,
  };
}
