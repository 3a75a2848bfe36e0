import { describe, expect, test } from "@jest/globals";
import { sampleCities } from "../../../shared/sample/cities.ts";

describe("sample cities", () => {
  const cities = sampleCities();

  test("there are enough of them, in enough countries, to look like a world", () => {
    expect(cities.length).toBeGreaterThanOrEqual(60);
    expect(new Set(cities.map((city) => city.country)).size).toBeGreaterThanOrEqual(25);
  });

  test("no two share an address range or a zip code", () => {
    expect(new Set(cities.map((city) => city.cidr)).size).toBe(cities.length);
    const zips = cities.flatMap((city) => city.zip?.code ?? []);
    expect(new Set(zips).size).toBe(zips.length);
  });

  test.each(cities.map((city) => [city.city, city] as const))("%s is well formed", (_name, city) => {
    expect(city.country).toMatch(/^[A-Z]{2}$/);
    expect(Math.abs(city.latitude)).toBeLessThanOrEqual(90);
    expect(Math.abs(city.longitude)).toBeLessThanOrEqual(180);
    expect(city.cidr).toMatch(/^198\.(18|19)\.\d{1,3}\.0\/24$/);
    expect(() => new Intl.DateTimeFormat("en", { timeZone: city.timezone })).not.toThrow();
    expect(city.zip === undefined).toBe(city.country !== "US");
  });

  test("the clock of each zone agrees with its longitude to within three hours", () => {
    const noon = Date.UTC(2026, 0, 15, 12);
    for (const { timezone, longitude } of cities) {
      const shown = new Intl.DateTimeFormat("en", { timeZone: timezone, hour: "numeric", hourCycle: "h23" });
      const offset = ((Number(shown.format(noon)) - 12 + 36) % 24) - 12;
      const apart = Math.abs(((offset - longitude / 15 + 36) % 24) - 12);
      expect(apart).toBeLessThanOrEqual(3);
    }
  });
});
