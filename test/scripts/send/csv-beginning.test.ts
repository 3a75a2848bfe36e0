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
    {
      description: "a preface of several cells, and an empty line",
      before: "Report,Shop\nTo,2026-01-31\n\n",
    },
    { description: "one as wide as the table", before: "Report,Shop,\r\nTo,2026-01-31,\r\n,,\r\n" },
    { description: "a small table before it", before: "Metric,Value\nVisitors,2\n\nAll,3\n\n" },
    { description: "groups of columns", before: ",Product,\n" },
    { description: "a title and groups of columns", before: "Events\n\nVisitor,,\n" },
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
    { description: "names, with an empty line behind them", head: "id,name,at\n\na,b,1\nc,d,2\n" },
    { description: "names, with a sparse row and an empty line", head: "id,name,at\na,,\n\nr,b,y\ns,c,z\n" },
    { description: "names, some of them missing, over rows of texts", head: "a,,c,\nx,y,z,u\nr,s,t,v\n" },
    {
      description: "a wider table behind an empty line that has no names",
      head: "a,b\n1,2\n\n3,4,5\n6,7,8\n",
    },
    { description: "names, one of them missing", head: "a,b,\nx,y,z\n1,2,3\n" },
    { description: "names over a line with gaps", head: "a,,c,\nx,,z,u\n1,2,3,4\n5,6,7,8\n" },
    { description: "two names, with an empty line behind them", head: "a,b\n\nx,y\nu,v\n" },
    {
      description: "a table before another one",
      head: "id,name,at\na,b,1\n\np,q,r,s\na,b,c,d\ne,f,g,h\n",
    },
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
