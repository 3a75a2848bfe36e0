import { expect, test } from "@jest/globals";
import { figureNote } from "../../../../../scripts/local/page/client/figure-note.ts";

const NOW = Date.parse("2026-11-30T19:20:50Z");
const funnel = { query: "funnel" };

test.each([
  { description: "the command before there are rows", at: undefined, note: {} },
  { description: "the command alone of rows of half a minute ago", at: NOW - 30_000, note: {} },
  {
    description: "of older rows when they were asked for",
    at: NOW - 30_001,
    note: { asOf: "as of 19:20:19 UTC" },
  },
])("below a figure stands $description", ({ at, note }) => {
  expect(figureNote(funnel, "", at, NOW)).toEqual({ command: "npm run query -- funnel", ...note });
});

test.each([
  { description: "of one source, where one is chosen", figure: funnel, command: "funnel --source web" },
  {
    description: "of all sources, where the query takes none",
    figure: { query: "pipeline_accounting", ofAllSources: true as const },
    command: "pipeline_accounting",
  },
])("the command gives the rows $description", ({ figure, command }) => {
  expect(figureNote(figure, "web")).toEqual({ command: `npm run query -- ${command}` });
});
