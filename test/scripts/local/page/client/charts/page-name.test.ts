import { expect, test } from "@jest/globals";
import { pageNamer } from "../../../../../../scripts/local/page/client/charts/page-name.ts";

const page = (page_host: string | null, page_path: string | null) => ({ page_host, page_path });

test.each([
  {
    description: "its path on the only host",
    rows: [page("shop", "/"), page("shop", "/a")],
    names: ["/", "/a"],
  },
  {
    description: "host and path where there are two hosts",
    rows: [page("shop", "/"), page("blog", "/")],
    names: ["shop/", "blog/"],
  },
  { description: "(none) where it has no path", rows: [page("shop", null)], names: ["(none)"] },
])("a page is called $description", ({ rows, names }) => {
  expect(rows.map(pageNamer(rows))).toEqual(names);
});
