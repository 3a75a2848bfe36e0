import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { geoRows, openGeo } from "../../../../scripts/lookups/geo/file.ts";
import { geoLayouts } from "../../../../scripts/lookups/geo/layouts.ts";
import { rangeOfNetwork } from "../../../../scripts/lookups/geo/range.ts";
import { RowReport } from "../../../../scripts/lookups/row-report.ts";
import { all, lookUpFiles } from "../files.ts";

let files: ReturnType<typeof lookUpFiles>;
let report: RowReport;
beforeEach(() => {
  files = lookUpFiles();
  report = new RowReport();
});
afterEach(() => files.remove());

const rowsOf = async (path: string, locations?: string, format?: string) =>
  all(
    geoRows(
      await openGeo(
        path,
        geoLayouts.find(({ name }) => name === format),
        locations,
      ),
      report,
    ),
  );
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

  test("of GeoLite2 that name no place, or one that is nowhere", async () => {
    const rows = ["198.18.1.0/24,,2,52.52,13.405", "198.18.2.0/24,7,2,52.52,13.405"];
    files.write("GeoLite2-Country-Locations-en.csv", ...locations);
    expect(await rowsOf(files.write("blocks.csv", ...blocks, ...rows))).toHaveLength(1);
    expect(report.lines()).toEqual([
      "1 row left out: it has no geoname_id (line 3)",
      '1 row rejected: its geoname_id is not in the locations file (line 4: "7")',
    ]);
  });

  test("of GeoLite2 without their places are refused with what to do", async () => {
    await expect(rowsOf(files.write("blocks.csv", ...blocks))).rejects.toThrow(
      "name it with --locations FILE",
    );
  });

  const good = "198.18.0.0,198.18.0.255,EU,DE,Berlin,Berlin,52.52,13.405";

  test.each([
    ["an address that is none", "banana,198.18.0.255,EU,DE,,,,", "the address is not valid", "banana"],
    ["a country that is none", "198.18.0.0,198.18.0.255,EU,EU,,,,", "its country is no ISO 3166 code", "EU"],
    ["a latitude beyond the pole", "198.18.0.0,198.18.0.255,EU,DE,,,91,1", "from -90 to 90", "91"],
    ["a longitude beyond", "198.18.0.0,198.18.0.255,EU,DE,,,1,-180.1", "from -180 to 180", "-180.1"],
    ["a longitude that is no number", "198.18.0.0,198.18.0.255,EU,DE,,,1,0x1", "from -180 to 180", "0x1"],
    ["a row that is cut short", "198.18.0.0", "it has not 8 columns", "1"],
    ["a row that is too long", `${good},x`, "it has not 8 columns", "9"],
    [
      "a very long city",
      `198.18.0.0,198.18.0.255,EU,DE,,${"x".repeat(129)},,`,
      "longer than 128",
      `${"x".repeat(40)}…`,
    ],
  ])("a row with %s is rejected, and the others are read", async (_what, bad, reason, value) => {
    expect(await rowsOf(files.write("geo.csv", good, bad, bad, good))).toHaveLength(2);
    expect(report.lines()).toEqual([
      expect.stringMatching(new RegExp(`^2 rows rejected: .*${reason}`)) as unknown as string,
    ]);
    expect(report.lines()[0]).toContain(`(line 2: "${value}", line 3: "${value}")`);
  });

  test.each([
    ["no country", "198.18.0.0,198.18.0.255,EU,,,,,", "it names no country"],
    ["an unassigned range", "198.18.0.0,198.18.0.255,EU,ZZ,,,,", "it names no country"],
    [
      "a range finer than a /64",
      "2001:db8::,2001:db8::ff,EU,DE,,,,",
      "the range is finer than a /64, which is how finely IPv6 is looked up",
    ],
  ])("a row with %s is left out, for nothing is wrong with it", async (_what, row, reason) => {
    expect(await rowsOf(files.write("geo.csv", good, row, good))).toHaveLength(2);
    expect(report.lines()).toEqual([`1 row left out: ${reason} (line 2)`]);
    expect(report).toMatchObject({ rows: 3, loaded: 2 });
  });

  test("a time zone is one of IANA; an offset is none, and the row is read without", async () => {
    const path = files.write(
      "geo.csv",
      "start,end,country_code,timezone",
      "198.18.0.0,198.18.0.255,DE,Europe/Berlin",
      "198.18.0.0,198.18.0.255,DE,+01:00",
      "198.18.0.0,198.18.0.255,DE,UTC+01:00",
      "198.18.0.0,198.18.0.255,DE,Berlin",
    );
    expect((await rowsOf(path)).map(({ place }) => place.timezone)).toEqual(["Europe/Berlin", "", ""]);
    expect(report.lines()).toEqual([
      "2 rows: its time zone is an offset, which is no IANA zone, and is left out (+01:00 in line 3, UTC+01:00 in line 4)",
      '1 row rejected: its time zone is no IANA zone (line 5: "Berlin")',
    ]);
  });

  test("of IP2Location with IPv6 hold IPv4 as well, and - where nothing is known", async () => {
    const path = files.write(
      "geo.csv",
      '"0","281470681743359","-","-","-","-","0.000000","0.000000","-","-"',
      '"281474004811776","281474004812031","DE","Germany","Berlin","Berlin","52.52","13.405","10115","+01:00"',
      '"42540766411282592856903984951653826560","42540766411282592875350729025363378175","DE","Germany","Berlin","-","52.52","13.405","-","+01:00"',
    );
    expect(await rowsOf(path)).toEqual([
      { range, place: berlin },
      { range: rangeOfNetwork("2001:db8::/64"), place: { ...berlin, city: "" } },
    ]);
  });

  test("are read as the person says, and their rows are checked as ever", async () => {
    const row = "198.18.0.0,198.18.0.255,DE,Germany";
    expect(await rowsOf(files.write("geo.csv", row), undefined, "ip2location-db1")).toHaveLength(1);
    expect(await rowsOf(files.write("geo.csv", row), undefined, "dbip-city")).toHaveLength(0);
    expect(report.lines()).toEqual(['1 row rejected: it has not 8 columns (line 1: "4")']);
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
      "its 5 columns fit no layout that is known",
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
