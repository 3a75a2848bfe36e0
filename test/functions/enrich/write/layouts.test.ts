import { readdirSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { LookUp } from "../../../../functions/enrich/write/found.ts";
import { layoutName, stateLayoutOf, stateLayouts } from "../../../../functions/enrich/write/layouts.ts";
import { type Added, recall } from "../../../../functions/enrich/write/memory.ts";
import { LayoutForm } from "../../../../functions/enrich/write/state-form.ts";
import { Texts } from "../../../../functions/enrich/write/texts.ts";
import { enrichment } from "../../../builders/enrichment.ts";
import { numbersOf } from "../remembered-event.ts";

const remembered = [...enrichment.lookUps, enrichment.touches];
const present = stateLayoutOf(enrichment.plain, remembered);
const FOLDER = "test/fixtures/session-state";

describe("the layouts that are known", () => {
  test("have the present one, without which the next version could not read what this one writes", () => {
    const name = layoutName(present);
    if (!Object.hasOwn(stateLayouts, name))
      throw new Error(
        `The fields of the steps or the figures of a session have changed: states have a layout of their own now. npm run keep adds "${name}" to functions/enrich/write/layouts.json, and a state that this version writes to ${FOLDER}.`,
      );
    expect(stateLayouts[name]).toEqual(present);
  });

  test.each(Object.entries(stateLayouts))("%s is as it was when it was named", (name, layout) => {
    expect(layoutName(layout)).toBe(name);
    expect(layout.plain.slice(0, 2)).toEqual(["event_time instant", "processed_at instant"]);
  });

  test("are those of the states that were kept: none was taken out, and each can be tried", () => {
    const kept = readdirSync(FOLDER).flatMap((file) => /^format-[234]-(.*)\.txt$/.exec(file)?.[1] ?? []);
    expect(kept.toSorted()).toEqual(Object.keys(stateLayouts).toSorted());
  });
});

describe("a state of another layout", () => {
  const other = {
    figures: ["session_cart_value", "session_gone", "session_page_views"],
    plain: ["event_time instant", "processed_at instant", "gone", "session_page_views", "hour_of_day"],
    lookUps: [
      ["network", ["network_name", "network_owner"]],
      ["zip", ["zip_median_income", "zip_gone", "zip_state"]],
    ],
  } as const;
  const name = layoutName(other);
  const form = new LayoutForm(present, remembered, enrichment.outcomes, { [name]: other });
  const version = "v".repeat(20);
  const at = "2026-03-04T10:00:00.000Z";
  const header = `f2\t${name}\t3\t1\t2\t0\ts-1\t1\t3\t${at}\t60000\t9.95\t7\t4`;
  const shared = `s-1\t3\t${at}\tACME\tan owner\t106509.5\t\tN\\tY\tzip:ok,session:ok\t0.3.0`;
  const own = `e-1\t${at}\t2345\t1\t4\t11`;
  const state = form.read(`${version}\n${header}\n\t${shared}\n${own}`, 0);

  test("has its figures by their names; one that is younger than its session is not known", () => {
    expect(state).toMatchObject({ version, sessionCount: 3, countDoubtful: true, unreadable: false });
    expect(state.sessions).toMatchObject([{ id: "s-1", named: true, index: 3 }]);
    const { figures } = state.sessions[0]!;
    const known = present.figures.map((figure, place) => [figure, figures[place]]);
    expect(Object.fromEntries(known.filter(([, value]) => !Number.isNaN(value)))).toEqual({
      session_page_views: 4,
      session_cart_value: 9.95,
    });
  });

  test("has its events by the names of their values, and nothing of steps that did not exist", () => {
    const recalled = recall(state.memory, "e-1", form.memory) as Added["remembered"];
    expect(recalled.numbers).toEqual(
      numbersOf({
        event_time: Date.parse(at),
        processed_at: Date.parse(at) + 2345,
        hour_of_day: 11,
        session_page_views: 4,
      }),
    );
    expect(recalled.session).toEqual({ id: "s-1", index: 3, startedAt: Date.parse(at) });
    expect(recalled.found.map(({ json }) => Buffer.from(json).toString())).toEqual(
      remembered.map(({ step }) =>
        step.name === "zip" ? ',"zip_state":"N\\tY","zip_median_income":106509.5' : "",
      ),
    );
    expect(recalled.outcome.status).toEqual({ zip: "ok", session: "ok" });
    expect(Buffer.from(recalled.outcome.json).toString()).toContain('"pipeline_version":"0.3.0"');
  });

  test("whose look-up step vanished leaves the others in their places", () => {
    const [geo] = enrichment.lookUps;
    const alone = new LayoutForm({ ...present, lookUps: [] }, [geo!], enrichment.outcomes, { [name]: other });
    const read = alone.read(`${version}\n${header}\n\t${shared}\n${own}`, 0);
    const again = new LayoutForm({ ...present, lookUps: [["geo", geo!.names]] }, [geo!], enrichment.outcomes);
    const recalled = recall(read.memory, "e-1", again.memory) as Added["remembered"];
    expect(recalled.found.map(({ text }) => text)).toEqual(["\t".repeat(5)]);
  });

  test.each([
    { description: "lacks a value", line: own.slice(0, own.lastIndexOf("\t")) },
    { description: "has one too many", line: `${own}\t1` },
  ])("of which an event $description counts as lost", ({ line }) => {
    expect(form.read(`${version}\n${header}\n\t${shared}\n${line}`, 5)).toMatchObject({
      unreadable: true,
      lostAt: 5,
    });
  });
});

test("a look-up whose fields changed keeps what is still asked for", () => {
  const step = { ...enrichment.lookUps[1]!.step, of: () => ({}) };
  const changed = new LookUp(step, { zip_state: { column: "string" } }, new Texts([]));
  expect(changed.ofValues({ zip_state: "NY", zip_population: 5 }).text).toBe("NY");
});
