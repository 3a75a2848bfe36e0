import { expect, test } from "@jest/globals";
import { fittedName, pageNamer } from "../../../../../../scripts/local/page/client/charts/page-name.ts";

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

test.each([
  { description: "a short name as it is", name: "shop.example/p/1", fits: "shop.example/p/1" },
  {
    description: "of a long one both ends, so that pages of one host are told apart",
    name: "www.morgenblatt.example/kultur/10",
    fits: "www.mo…xample/kultur/10",
  },
])("beside a bar stands $description", ({ name, fits }) => {
  expect(fittedName(name)).toBe(fits);
});
