import { describe, expect, test } from "@jest/globals";
import { spreadUnnest } from "../../../../../scripts/local/runtime/athena/unnest.ts";

const spread = (list: string) => `lateral (select unnest(${list}, max_depth := 2))`;

describe("an unnest with names for its columns is spread", () => {
  test.each([
    {
      what: "in a cross join",
      sql: "select i.a from t cross join unnest(items) as i(a, b) where true",
      spread: `select i.a from t cross join ${spread("items")} as i(a, b) where true`,
    },
    {
      what: "in a left join, in capitals, without as",
      sql: "FROM t LEFT JOIN UNNEST ( t.items ) i (a) ON true",
      spread: `FROM t LEFT JOIN ${spread("t.items")} i (a) ON true`,
    },
    {
      what: "with a call and strings among its arguments",
      sql: `from unnest(filter(items, i -> i.a <> ')'), array['x,(', 'y']) as i(a, "b,")`,
      spread: `from lateral (select unnest(filter(items, i -> i.a <> ')'), max_depth := 2), unnest(array['x,(', 'y'], max_depth := 2)) as i(a, "b,")`,
    },
    {
      what: "each of several",
      sql: "from t, unnest(a) as x(p), unnest(b) as y(q)",
      spread: `from t, ${spread("a")} as x(p), ${spread("b")} as y(q)`,
    },
  ])("$what", ({ sql, spread }) => {
    expect(spreadUnnest(sql)).toBe(spread);
  });
});

test.each([
  { what: "without names", sql: "select item from t cross join unnest(items) as i where true" },
  { what: "in a list of columns", sql: "select unnest(items), f(x) from t" },
  { what: "in a string", sql: "select 'unnest(a) as i(b)' from t" },
  { what: "in a name", sql: 'select "unnest(a) as i(b)" from t' },
  { what: "in a comment", sql: "select a -- unnest(a) as i(b)\nfrom t /* unnest(a) as i(b) */" },
  { what: "that is not closed", sql: "select a from t cross join unnest(a" },
  { what: "of another name", sql: "select a from my_unnest(b) as i(c)" },
])("an unnest $what stays as it is", ({ sql }) => {
  expect(spreadUnnest(sql)).toBe(sql);
});
