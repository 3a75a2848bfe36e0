import { describe, expect, test } from "@jest/globals";
import { beginningOf } from "../../../scripts/send/csv-beginning.ts";

const table = "id,name,at\n1,a,x\n2,b,y\n";

/** What is left of a text behind its beginning. */
const left = (head: string) => head.slice(beginningOf(head).length);

describe("before the names", () => {
  test.each([
    { description: "nothing", before: "" },
    { description: "a title", before: "Events of November\n" },
    { description: "a title among empty cells, and a blank line", before: "Events,,\r\n\r\n" },
    { description: "a title in quotes, with a delimiter in it", before: '"Events, November","",""\n' },
    { description: "several of them", before: "Shop\nEvents\n\n2026-11\n" },
    { description: "comments", before: "# ---------\n# Account: shop, EU, 7\n#\n\n" },
    { description: "the # of the names", before: "# " },
    { description: "comments and the # of the names", before: "# made by a program\n#" },
  ])("$description", ({ before }) => {
    expect(left(before + table)).toBe(table);
  });

  test.each([
    { description: "names in quotes", head: '"id","name"\n"1","a"\n' },
    { description: "names over one row", head: "id;name\n1;a\n" },
    { description: "a name that goes over two lines", head: '"id\nof it",name\n1,a\n2,b\n' },
    { description: "one column", head: "id\n1\n2\n" },
    { description: "one column of JSON", head: 'event\n"{""a"":1,""b"":2}"\n' },
    { description: "a first row of one cell among several", head: "id,name\n1,\n2,\n3,c\n" },
    {
      description: "names, with decimal commas in each row",
      head: "id;price;tax\n1;9,50;1,20\n2;8,50;1,10\n",
    },
    {
      description: "names, with as many commas in the texts of each row",
      head: "id\ttitle\n1\ta, b, c\n2\tx,y,z\n",
    },
    { description: "names, with a comma in most rows", head: "id^title\n1^a\n2^b, c\n3^d, e\n" },
    { description: "nothing but a title", head: "Events\n" },
  ])("no line of $description", ({ head }) => {
    expect(left(head)).toBe(head);
  });
});

test("a title in quotes has its own within them, as the file writes them", () => {
  const title = '"Events \\"of, November\\" here"\n';
  expect(beginningOf(title + table, true)).toEqual({ length: title.length });
});

test("the names that a log's directive gives are those of its rows", () => {
  const head = "#Version: 1.0\n#Fields: date time x-host\n2026-11-20\t10:00:00\ta\n";
  expect(beginningOf(head)).toEqual({
    length: head.indexOf("2026"),
    fields: ["date", "time", "x-host"],
  });
});
