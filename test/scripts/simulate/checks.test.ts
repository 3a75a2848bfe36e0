import { beforeAll, describe, expect, test } from "@jest/globals";
import { type FailedRecord, failedRecordsOf } from "../../../scripts/simulate/checks/evidence.ts";
import { checks, type Evidence, evidenceOf } from "../../../scripts/simulate/checks/index.ts";
import type { LedgerEntry } from "../../../scripts/simulate/ledger.ts";
import { play } from "../../../scripts/simulate/run.ts";
import { scenarioOf } from "../../../scripts/simulate/scenario.ts";
import { SimulatedWorld } from "../../../scripts/simulate/world.ts";
import type { FailedEvent } from "../../../shared/failure/failed-event.ts";

/** Evidence is made anew for each test, and then one thing in it is falsified. */
const faults = ["poison", "foreign", "model-refuses", "duplicate"] as const;
const scenario = scenarioOf(21, { events: 80, faults });
const rates = { poison: 0.3, foreign: 0.3, "model-refuses": 0.1, duplicate: 0.2 };

const violated = (evidence: Evidence): string[] =>
  checks.filter(({ find }) => [...find(evidence)].length > 0).map(({ name }) => name);

const first = <Value>(values: Iterable<Value>): Value => [...values][0]!;

let evidence: Evidence;
beforeAll(async () => {
  const world = new SimulatedWorld({
    ...scenario,
    rates,
    hot: false,
    forgetful: false,
    scoring: "stream",
    outage: "wait",
  });
  await play(world);
  evidence = evidenceOf(world);
});

const copy = (): Evidence => structuredClone({ ...evidence, ledger: undefined }) as unknown as Evidence;

/** A copy in which the streams and what was made can be changed as well. */
function falsified(falsify: (copy: Evidence) => void): Evidence {
  const { made, awaited, documents, raw, enriched, devices, abandoned } = evidence.ledger;
  const ledger = structuredClone({ made, awaited, documents, raw, enriched, devices, abandoned });
  const changed = { ...copy(), ledger: ledger as Evidence["ledger"] };
  falsify(changed);
  return changed;
}

test("all hold as it is", () => {
  expect(violated(falsified(() => {}))).toEqual([]);
});

describe("what was replayed twice and failed twice", () => {
  const failure = { replay_of: `${"0".repeat(32)}-enrich`, replay_count: 1 };
  const bytes = Buffer.from("not an event");
  const entry = { bytes, sequenceNumber: "7", index: 0, replayed: failure } as unknown as LedgerEntry;
  const rowWith = (override: Partial<FailedEvent>, of = bytes): FailedRecord => ({
    row: { ...failure, ...override } as FailedEvent,
    bytes: of,
  });

  test.each([
    { description: "the row of the other time", row: rowWith({}), found: 1 },
    { description: "a row of an earlier replay", row: rowWith({ replay_count: 2 }), found: 0 },
    { description: "a row with other bytes", row: rowWith({}, Buffer.from("other")), found: 0 },
  ])("is found in $description: $found", ({ row, found }) => {
    const failedReplays = new Map([[failure.replay_of, [row]]]);
    expect(failedRecordsOf({ ...copy(), failedAt: new Map(), failedReplays }, "raw", entry)).toHaveLength(
      found,
    );
  });
});

describe("each check can fail", () => {
  test.each<{ check: string; falsify: (copy: Evidence) => void }>([
    {
      check: "no error of the code itself",
      falsify: (copy) => {
        copy.errors = [new TypeError("undefined is not a function")];
      },
    },
    {
      check: "no function is ended at its timeout",
      falsify: (copy) => {
        copy.killed = 1;
      },
    },
    { check: "read = raw ∪ failed(produce)", falsify: ({ ledger }) => ledger.documents.add("e-none") },
    { check: "raw = enriched ∪ failed", falsify: ({ lines }) => lines.delete(first(lines.keys())) },
    {
      check: "raw = enriched ∪ failed",
      falsify: ({ failedAt }) =>
        failedAt.delete(
          first([...failedAt].filter(([, rows]) => rows[0]!.row.stage === "decode").map(([place]) => place)),
        ),
    },
    {
      check: "enriched = archived ∪ failed(archive)",
      falsify: ({ archived }) => archived.delete(first(archived.keys())),
    },
    {
      check: "enriched = predicted ∪ failed(predict)",
      falsify: ({ predictions }) => predictions.delete(first(predictions.keys())),
    },
    {
      check: "good events do not fail",
      falsify: ({ failed, ledger }) => {
        first(failed.values())[0]!.row.event_id = first(ledger.made.keys());
      },
    },
    {
      check: "one effect an event",
      falsify: ({ ledger }) => {
        const { applied } = first(ledger.devices.values());
        applied.push(applied[0]!);
      },
    },
    {
      check: "one effect an event",
      falsify: ({ ledger }) => {
        // A version forgot it, but no line of it says so.
        const { applied, forgotten } = first(ledger.devices.values());
        forgotten.add(applied[0]!);
        applied.push(applied[0]!);
      },
    },
    {
      check: "one effect an event",
      falsify: ({ ledger, lines }) => {
        // A line of it says so, but no version forgot it.
        const { applied } = first(ledger.devices.values());
        lines.get(applied[0]!)![0]!.event.enrichment_status!.session = "stale";
        applied.push(applied[0]!);
      },
    },
    {
      check: "what an event said is on its line",
      falsify: ({ lines }) => {
        for (const all of lines.values()) for (const { event } of all) delete event.price;
      },
    },
    {
      check: "order of a user",
      falsify: ({ ledger }) => {
        const log = first(
          [...ledger.devices].filter(([user]) => user.startsWith("u-")).map(([, log]) => log),
        );
        for (const eventId of log.applied) log.forgotten.add(eventId);
        log.applied.reverse();
      },
    },
    {
      check: "session figures are those of a fold, or say that they may not be",
      falsify: ({ ledger, lines }) => {
        // A version began a new state, but the event does not say that it is in doubt.
        for (const { begunAnew } of ledger.devices.values()) begunAnew.push(ledger.raw[0]!.arrivalTime);
        first(lines.values())[0]!.event.session_cart_value = 1e9;
      },
    },
    {
      check: "redelivered lines are identical",
      falsify: ({ ledger, lines }) => {
        const [line] = first(lines.values());
        first(ledger.devices.values()).forgotten.add(line!.event.event_id);
        const other = { ...line!, entry: { ...line!.entry, text: `${line!.entry.text} ` } };
        first(lines.values()).push(other);
      },
    },
    {
      check: "a replay that is run twice is as if run once",
      falsify: (copy) => {
        const [once, again] = copy.replays;
        copy.replays = [once!, new Map([...again!, ["the prediction of nobody", "0.5"]])];
      },
    },
    {
      check: "a replay that is run twice is as if run once",
      falsify: (copy) => {
        const [once, again] = copy.replays;
        copy.replays = [new Map([...once!, ["the archived event e-none", "there"]]), again!];
      },
    },
    {
      check: "replay mends what can be mended",
      falsify: ({ ledger }) =>
        ledger.made.set("e-none", { device: "u-0", tame: true, large: false, late: false }),
    },
    {
      check: "order of a user's documents on raw",
      falsify: ({ ledger }) => {
        const documents = [...ledger.documents].toReversed();
        ledger.documents.clear();
        for (const eventId of documents) ledger.documents.add(eventId);
      },
    },
    {
      check: "order of a user",
      falsify: ({ ledger }) => {
        const log = first(
          [...ledger.devices].filter(([user]) => user.startsWith("u-")).map(([, log]) => log),
        );
        log.applied.reverse();
      },
    },
    {
      check: "session figures are those of a fold, or say that they may not be",
      falsify: ({ lines }) => {
        first(lines.values())[0]!.event.session_cart_value = 1e9;
      },
    },
    {
      check: "a session is in doubt for a reason alone",
      falsify: ({ lines }) => {
        first(lines.values())[0]!.event.enrichment_status!.session = "stale";
      },
    },
    {
      check: "original bytes of failed events",
      falsify: ({ failed }) => {
        first(failed.values())[0]!.bytes = Buffer.from("other");
      },
    },
    {
      check: "a replayed failure keeps its row",
      falsify: ({ ledger, failed }) => {
        const { replayed } = ledger.enriched.find((entry) => entry.replayed !== undefined)!;
        failed.delete(replayed!.replay_of);
      },
    },
    {
      check: "redelivered lines are identical",
      falsify: ({ lines }) => {
        const [line] = first(lines.values());
        const other = { ...line!, entry: { ...line!.entry, text: `${line!.entry.text} ` } };
        first(lines.values()).push(other);
      },
    },
    {
      check: "archived where queries look",
      falsify: ({ archived }) =>
        archived.set(first(archived.keys()), "events/dt=1970-01-01/hour=00/source=shop/x"),
    },
    {
      check: "one prediction an event",
      falsify: ({ predictions }) => {
        const items = first(predictions.values());
        items.push(items[0]!);
      },
    },
    {
      check: "predictions are of their event",
      falsify: ({ predictions }) => {
        first(predictions.values())[0]!.prediction = { N: "2" };
      },
    },
  ])("$check", ({ check, falsify }) => {
    expect(violated(falsified(falsify))).toContain(check);
  });
});
