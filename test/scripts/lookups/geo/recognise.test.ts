import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { geoLayouts } from "../../../../scripts/lookups/geo/layouts.ts";
import { recognise } from "../../../../scripts/lookups/geo/recognise.ts";
import { lookUpFiles } from "../files.ts";

let files: ReturnType<typeof lookUpFiles>;
beforeEach(() => {
  files = lookUpFiles();
});
afterEach(() => files.remove());

const kindOf = async (...lines: string[]) =>
  (await recognise(files.write("geo.csv", ...lines), undefined)).kind;
const titleOf = (name: string) => geoLayouts.find((layout) => layout.name === name)!.title;

/** A row of each layout that has no header. */
const rows: Record<string, string> = {
  "ip2location-db1": '"3323068416","3323068671","DE","Germany"',
  "ip2location-db3": '"3323068416","3323068671","DE","Germany","Berlin","Berlin"',
  "ip2location-db5": '"3323068416","3323068671","DE","Germany","Berlin","Berlin","52.52","13.405"',
  "ip2location-db9": '"3323068416","3323068671","DE","Germany","Berlin","Berlin","52.52","13.405","10115"',
  "ip2location-db11":
    '"3323068416","3323068671","DE","Germany","Berlin","Berlin","52.52","13.405","10115","+01:00"',
  "dbip-city": "198.18.0.0,198.18.0.255,EU,DE,Berlin,Berlin,52.52,13.405",
  "ip-location-db-city": "198.18.0.0,198.18.0.255,DE,Berlin,,Berlin,10115,52.52,13.405,Europe/Berlin",
  countries: "198.18.0.0,198.18.0.255,DE",
};

test("every layout has a row here", () => {
  expect(Object.keys(rows)).toEqual(geoLayouts.map(({ name }) => name));
});

describe.each(Object.entries(rows))("%s", (name, row) => {
  test("is recognised by its rows, and what is unassigned in them", async () => {
    const nothing = row
      .split(",")
      .map((cell, at) => (at < 2 ? cell : name.startsWith("ip2") ? '"-"' : cell.replace(/^(?:EU|DE)$/, "ZZ")))
      .map((cell, at, { length }) =>
        name.startsWith("ip2") && length > 6 && /^[67]$/.test(`${at}`) ? '"0.0"' : cell,
      );
    expect(await kindOf(nothing.join(","), row, row)).toBe(titleOf(name));
  });

  test("is recognised though a row is broken", async () => {
    expect(await kindOf("", row, `${row},x`, row)).toBe(titleOf(name));
  });

  test("is taken for it when the person says so, with names in the first line or without", async () => {
    const format = geoLayouts.find((layout) => layout.name === name);
    const path = files.write("geo.csv", "a,b,c", row);
    expect(await recognise(path, format)).toMatchObject({ header: true, kind: titleOf(name) });
    expect(await recognise(files.write("geo.csv", row), format)).toMatchObject({ header: false });
  });
});

describe("no layout is guessed by its number of columns", () => {
  test.each([
    [3, "198.18.0.0,198.18.0.255,Germany", "It is not countries: in line 1, column 3 is no country."],
    [
      4,
      "198.18.0.0,198.18.0.255,64496,Example",
      "It is not ip2location-db1: in line 1, column 3 is no country",
    ],
    [8, "198.18.0.0,198.18.0.255,DE,Berlin,Berlin,120,13.4,x", "It is not dbip-city: in line 1, column 3"],
    [
      10,
      "198.18.0.0,198.18.0.255,DE,Germany,Berlin,Berlin,10115,52.52,13.405,+01:00",
      "It is not ip2location-db11: in line 1, column 7 is no latitude.",
    ],
    [
      10,
      "198.18.0.0,198.18.0.255,DE,Germany,Berlin,Berlin,52.52,13.405,10115,Europe/Berlin",
      "It is not ip2location-db11: in line 1, column 10 is no offset.",
    ],
    [12, "198.18.0.0,198.18.0.255,a,b,c,d,e,f,g,h,i,j", "its 12 columns fit no layout"],
  ])("of %i columns", async (_count, row, reason) => {
    const refused = kindOf(row, row);
    await expect(refused).rejects.toMatchObject({ name: "UserError" });
    await expect(refused).rejects.toThrow(reason);
    await expect(refused).rejects.toThrow(/Understood are .*dbip-city.*--format/s);
  });

  test("and of two layouts that both fit neither is taken", async () => {
    await expect(kindOf(rows["ip2location-db5"]!, rows["ip2location-db9"]!)).rejects.toThrow(
      "may be ip2location-db5 or ip2location-db9: say which with --format",
    );
  });

  test("nor when most of its rows are otherwise", async () => {
    const odd = "198.18.0.0,198.18.0.255,DE,Germany,1,2,x,y";
    await expect(kindOf(rows["dbip-city"]!, odd, odd)).rejects.toThrow("fit no layout");
  });
});

describe("names in the first line", () => {
  test.each([
    [
      "GeoLite2 blocks",
      "network,geoname_id,registered_country_geoname_id,latitude,longitude",
      "198.18.0.0/24,1,2,3,4",
    ],
    [
      "ranges with the names of its first line",
      "start_ip,end_ip,join_key,city,region,country,latitude,longitude,postal_code,timezone",
      "198.18.0.0,198.18.0.255,198.18.0.0,Berlin,Berlin,DE,52,13,10115,Europe/Berlin",
    ],
    [
      "ranges with the names of its first line",
      "network,country,country_code,continent,continent_code,asn,as_name,as_domain",
      "198.18.0.0/24,Germany,DE,Europe,EU,,,",
    ],
  ])("are %s", async (kind, ...lines) => {
    expect(await kindOf(...lines)).toBe(kind);
  });

  test("that are not known are shown", async () => {
    await expect(kindOf("asn,org", "1,x")).rejects.toThrow('its first line is "asn,org". Understood are');
  });
});

test("an empty file is refused", async () => {
  await expect(kindOf()).rejects.toThrow("geo.csv is empty.");
});
