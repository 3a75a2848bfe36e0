import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { mappings } from "../../../shared/mapping/load.ts";
import { mappingTable } from "./mapping-table.ts";

/** A formatter pads the cells of a table. */
const unpadded = (text: string): string => text.replace(/-{3,}/g, "---").replace(/ +/g, " ");

const contributing = unpadded(readFileSync("CONTRIBUTING.md", "utf8"));

test.each(["segment", "ga4", "ubi", "posthog", "amplitude", "mixpanel", "snowplow"])(
  "CONTRIBUTING has the table of %s as it is",
  (name) => {
    const table = mappingTable(mappings.get(name)!);
    if (!contributing.includes(unpadded(table)))
      throw new Error(
        `The mapping has changed: put this in the place of its table in CONTRIBUTING.md\n\n${table}`,
      );
    expect(table.split("\n").length).toBeGreaterThan(15);
  },
);
