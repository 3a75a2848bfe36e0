import { beforeAll, describe, expect, test } from "@jest/globals";
import { checks, type Evidence, evidenceOf } from "../../../scripts/simulate/checks/index.ts";
import { play } from "../../../scripts/simulate/run.ts";
import { scenarioOf } from "../../../scripts/simulate/scenario.ts";

/** Evidence is made anew for each test, and then one thing in it is falsified. */
const faults = ["poison", "foreign", "model-refuses", "duplicate"] as const;
const world = () =>
  play({ ...scenarioOf(21, { events: 80, faults }), rates, scoring: "stream", outage: "wait" });
const rates = { poison: 0.3, foreign: 0.3, "model-refuses": 0.1, duplicate: 0.2 };

const violated = (evidence: Evidence): string[] =>
  checks.filter(({ find }) => [...find(evidence)].length > 0).map(({ name }) => name);

const first = <Value>(values: Iterable<Value>): Value => [...values][0]!;

let evidence: Evidence;
beforeAll(async () => {
  evidence = evidenceOf((await world()).world);
});

const copy = (): Evidence => structuredClone({ ...evidence, ledger: undefined }) as unknown as Evidence;

/** A copy in which the streams and what was made can be changed as well. */
function falsified(falsify: (copy: Evidence) => void): Evidence {
  const { made, awaited, documents, raw, enriched, users, abandoned } = evidence.ledger;
  const ledger = structuredClone({ made, awaited, documents, raw, enriched, users, abandoned });
  const changed = { ...copy(), ledger: ledger as Evidence["ledger"] };
  falsify(changed);
  return changed;
}

test("all hold as it is", () => {
  expect(violated(falsified(() => {}))).toEqual([]);
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
        const { applied } = first(ledger.users.values());
        applied.push(applied[0]!);
      },
    },
    {
      check: "order of a user",
      falsify: ({ ledger }) => {
        const log = first([...ledger.users].filter(([user]) => user.startsWith("u-")).map(([, log]) => log));
        log.applied.reverse();
      },
    },
    {
      check: "session figures are those of a fold",
      falsify: ({ lines }) => {
        first(lines.values())[0]!.event.session_cart_value = 1e9;
      },
    },
    {
      check: "original bytes of failed events",
      falsify: ({ failed }) => {
        first(failed.values())[0]!.bytes = Buffer.from("other");
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
        archived.set(first(archived.keys()), "events/source=shop/dt=1970-01-01/hour=00/x"),
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
