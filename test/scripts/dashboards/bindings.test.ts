import { beforeAll, describe, expect, test } from "@jest/globals";
import { behaviour } from "../../../scripts/dashboards/behaviour.ts";
import { clickstream } from "../../../scripts/dashboards/clickstream.ts";
import { allDashboards } from "../../../scripts/dashboards/folder.ts";
import type { PanelDefinition } from "../../../scripts/dashboards/panel.ts";
import { type LookedAt, stackOf } from "../../../scripts/dashboards/stack.ts";
import { system } from "../../../scripts/dashboards/system.ts";

let dev: LookedAt;
let panels: PanelDefinition[];
beforeAll(async () => {
  dev = await stackOf("dev");
  panels = [clickstream, behaviour, system].flatMap((define) =>
    define(dev).rows.flatMap((row) => row.panels),
  );
});

const PERSONS = "no metric says whose an event is";
const SESSIONS = "sessions are not counted by enrichment";
const NAMES = "each page, product or kind of device would be a metric, and have its price";
const ARCHIVE = "only the archive has it";

/** Panels that CloudWatch cannot fill, and why: whatever it can is to be there. */
const notInCloudWatch: Record<string, string> = {
  "Active persons": PERSONS,
  "Conversion rate": SESSIONS,
  "Sessions begun": SESSIONS,
  "Conversion rate over time": SESSIONS,
  "Top pages": NAMES,
  "Bounce rate of the top pages": NAMES,
  Devices: NAMES,
  "Activity by day and hour": "it knows the hour of an event here, and not where its visitor is",
  Funnel: SESSIONS,
  "Top users": PERSONS,
  "Visitors by day": PERSONS,
  Cohorts: PERSONS,
  Channels: SESSIONS,
  Paths: NAMES,
  Products: NAMES,
  "Revenue by day": "no metric says what an order is worth",
  "Failed events by stage and reason": "reasons are in their rows; by function they are another panel",
  "Accounting: events that are in none of their places yet": "the gap since the left edge says so",
  "Accounting by day": ARCHIVE,
  "Steps of enrichment by how they went": "look-ups are another panel",
  Versions: ARCHIVE,
  "Rows of the archive by day": ARCHIVE,
};

describe("the panels of CloudWatch", () => {
  test("are all, but for what it cannot know", () => {
    const without = panels.filter(({ cloudwatch = [] }) => cloudwatch.length === 0);
    expect(without.map(({ title }) => title).sort()).toEqual(Object.keys(notInCloudWatch).sort());
  });

  test("look back as far as a charge is old", () => {
    const { back } = panels.find(({ title }) => title.startsWith("Estimated charges"))!;
    expect(back).toBe("30d");
  });
});

describe("what a panel looks like", () => {
  const panelOf = (uid: string, title: string) =>
    allDashboards(dev)
      .find((each) => each.uid === uid)!
      .panels!.find((each) => each.title === title) as never as {
      fieldConfig: { overrides: unknown[] };
      options: { xField?: string };
      transformations: { id: string; options: unknown }[];
    };

  test("leaves no hole in a line of panels, whatever a binding has of them", () => {
    for (const { uid, panels = [] } of allDashboards(dev)) {
      const lines = Map.groupBy(panels, ({ gridPos }) => gridPos!.y);
      const widths = [...lines.values()].map((line) =>
        line.reduce((sum, { gridPos }) => sum + gridPos!.w, 0),
      );
      expect({ uid, widths }).toEqual({ uid, widths: widths.map(() => 24) });
    }
  });

  test.each(["system-prometheus", "system-cloudwatch"])(
    "has an axis for what has another unit: %s",
    (uid) => {
      const bytes = {
        matcher: { id: "byName", options: "bytes in" },
        properties: [{ id: "custom.axisPlacement", value: "right" }],
      };
      expect(panelOf(uid, "Raw stream, records").fieldConfig.overrides).toContainEqual(bytes);
    },
  );

  test.each([
    ["behaviour-prometheus", "Visitors by day", "day"],
    ["behaviour-athena", "Visitors by day", "day"],
    ["behaviour-prometheus", "Revenue by day", "day\\currency"],
    ["behaviour-athena", "Revenue by day", "day\\currency"],
  ])("puts days in their order: %s, %s", (uid, title, day) => {
    const { options, transformations } = panelOf(uid, title);
    expect(options.xField).toBe(day);
    expect(transformations.at(-1)).toEqual({ id: "sortBy", options: { fields: {}, sort: [{ field: day }] } });
  });

  test("takes hours for numbers before it puts them in their order", () => {
    const { transformations } = panelOf("clickstream-prometheus", "Activity by day and hour");
    expect(transformations.map(({ id }) => id)).toEqual([
      "convertFieldType",
      "sortBy",
      "groupingToMatrix",
      "sortBy",
    ]);
  });
});
