import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { geoRows } from "../../../../scripts/lookups/geo/file.ts";
import { rangeOfNetwork } from "../../../../scripts/lookups/geo/range.ts";
import { Rejections } from "../../../../scripts/lookups/rejections.ts";
import { all, filesOf } from "../files.ts";

let files: ReturnType<typeof filesOf>;
let rejections: Rejections;
beforeEach(() => {
  files = filesOf();
  rejections = new Rejections();
});
afterEach(() => files.remove());

const rowsOf = (path: string, locations?: string) => all(geoRows(path, locations, rejections));
const berlin = {
  country: "DE",
  region: "Berlin",
  city: "Berlin",
  timezone: "",
  latitude: 52.52,
  longitude: 13.405,
};
const range = rangeOfNetwork("198.18.0.0/24");

describe("geo files", () => {
  test.each([
    ["of DB-IP", ["198.18.0.0,198.18.0.255,EU,DE,Berlin,Berlin,52.52,13.405"], berlin],
    [
      "of ip-location-db, cities",
      ["198.18.0.0,198.18.0.255,DE,Berlin,,Berlin,10115,52.52,13.405,Europe/Berlin"],
      { ...berlin, timezone: "Europe/Berlin" },
    ],
    [
      "of ip-location-db, countries",
      ["198.18.0.0,198.18.0.255,de"],
      { country: "DE", region: "", city: "", timezone: "" },
    ],
    [
      "of ip-location-db, with numbers",
      ["3323068416,3323068671,DE"],
      { country: "DE", region: "", city: "", timezone: "" },
    ],
    [
      "with a header in another order, a byte order mark and quotes",
      [
        "\ufeffCity,Country Code,Lat,Lon,End IP,Start IP",
        '"Frankfurt, Oder",DE,52.3,14.5,198.18.0.255,198.18.0.0',
      ],
      { country: "DE", region: "", city: "Frankfurt, Oder", timezone: "", latitude: 52.3, longitude: 14.5 },
    ],
    [
      "with networks",
      ["network,country", "198.18.0.0/24,DE"],
      { country: "DE", region: "", city: "", timezone: "" },
    ],
  ])("%s are read", async (_what, lines, place) => {
    expect(await rowsOf(files.write("geo.csv", ...lines))).toEqual([{ range, place }]);
    expect(await rowsOf(files.write("geo.csv.gz", ...lines))).toEqual([{ range, place }]);
  });

  const blocks = [
    "network,geoname_id,registered_country_geoname_id,latitude,longitude",
    "198.18.0.0/24,1,2,52.52,13.405",
  ];
  const locations = [
    "geoname_id,locale_code,country_iso_code,subdivision_1_name,city_name,time_zone",
    '1,en,DE,Berlin,"Berlin",Europe/Berlin',
  ];

  test.each([
    ["beside them", "GeoLite2-City-Locations-en.csv", false],
    ["where they are said to be", "orte.csv", true],
  ])("of GeoLite2 find their places %s", async (_what, name, told) => {
    const path = files.write("blocks.csv", ...blocks);
    const other = files.write(name, ...locations);
    const place = { ...berlin, timezone: "Europe/Berlin" };
    expect(await rowsOf(path, told ? other : undefined)).toEqual([{ range, place }]);
  });

  test("of GeoLite2 without their places are refused with what to do", async () => {
    await expect(rowsOf(files.write("blocks.csv", ...blocks))).rejects.toThrow(
      "name it with --locations FILE",
    );
  });

  test.each([
    ["an address that is none", "banana,198.18.0.255,EU,DE,,,,", "the address is not valid"],
    ["no country", "198.18.0.0,198.18.0.255,EU,,,,,", "it names no country"],
    ["an unassigned range", "198.18.0.0,198.18.0.255,EU,ZZ,,,,", "it names no country"],
    [
      "a latitude beyond the pole",
      "198.18.0.0,198.18.0.255,EU,DE,,,91,1",
      "its latitude is not a number of degrees",
    ],
    [
      "a longitude that is no number",
      "198.18.0.0,198.18.0.255,EU,DE,,,1,x",
      "its longitude is not a number of degrees",
    ],
    ["a row that is cut short", "198.18.0.0", "the address is not valid"],
    ["a very long city", `198.18.0.0,198.18.0.255,EU,DE,,${"x".repeat(129)},,`, "longer than 128"],
  ])("a row with %s is rejected, and the others are read", async (_what, bad, reason) => {
    const good = "198.18.0.0,198.18.0.255,EU,DE,Berlin,Berlin,52.52,13.405";
    expect(await rowsOf(files.write("geo.csv", good, bad, bad, good))).toHaveLength(2);
    expect(rejections.lines()).toEqual([
      expect.stringMatching(`^2 rows: .*${reason}.*\\(first in line 2\\)$`),
    ]);
  });

  test.each([
    [
      "with columns of something else",
      ["colour,taste", "red,sweet"],
      "has no columns of addresses and countries",
    ],
    [
      "without a header and of an unknown layout",
      ["198.18.0.0,198.18.0.255,a,b,c"],
      "has no columns of addresses",
    ],
    ["that are no CSV", ['198.18.0.0,"x"y,DE'], "is no valid CSV file"],
  ])("%s are refused in a sentence", async (_what, lines, message) => {
    const path = files.write("geo.csv", ...lines);
    await expect(rowsOf(path)).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ["not there", "none.csv", "there is no such file"],
    ["a folder", ".", "it is a folder"],
  ])("that are %s are refused in a sentence", async (_what, name, message) => {
    await expect(rowsOf(files.path(name))).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringContaining(message),
    });
  });
});
