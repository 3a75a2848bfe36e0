import { expect, test } from "@jest/globals";
import { maskedCells } from "../../../scripts/send/masked-cells.ts";

test.each([
  { description: "what is not in quotes stays", text: "a,b", masked: "a,b" },
  { description: "a delimiter between quotes", text: '"a,b",c', masked: "q,c" },
  { description: "a line break between quotes", text: '"a\nb",c\n', masked: "q,c\n" },
  { description: "an empty cell", text: '"",c', masked: ",c" },
  { description: "doubled quotes", text: '"a ""b, c"" d",e', masked: "q,e" },
  { description: "quotes behind a backslash", text: '"a \\"b, c\\" d",e', masked: "q,e", backslashes: true },
  { description: "a backslash at the end of a cell", text: '"a\\\\",b', masked: "q,b", backslashes: true },
  { description: "a quote that does not close", text: '"a,b', masked: '"a,b' },
])("$description", ({ text, masked, backslashes = false }) => {
  expect(maskedCells(text, backslashes)).toBe(masked);
});
