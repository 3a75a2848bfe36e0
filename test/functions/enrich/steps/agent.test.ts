import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { agentOf } from "../../../../functions/enrich/steps/agent.ts";

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";

describe("agentOf", () => {
  test.each([
    { agent: CHROME, is: { device_category: "desktop", os: "Windows", browser: "Chrome", is_bot: false } },
    {
      agent: "Googlebot/2.1 (+http://www.google.com/bot.html)",
      is: { device_category: "bot", is_bot: true },
    },
    { agent: "curl/8.5.0", is: { device_category: "bot", is_bot: true } },
    { agent: "", is: { device_category: "other", os: undefined, is_bot: false } },
  ])("$agent", ({ agent, is }) => {
    expect(agentOf(agent)).toMatchObject(is);
  });

  test("reads no further than real headers go, whatever else is in one", () => {
    const padded = CHROME.padEnd(512);
    expect(agentOf(`${padded}Googlebot ${"1.".repeat(50_000)}`)).toEqual(agentOf(padded));
  });

  test("keeps no more of a name than its column has, and no half of a character", () => {
    const { browser } = agentOf(`${"😀".repeat(200)}/1.0`);
    expect((browser ?? "").length).toBeLessThanOrEqual(64);
    expect((browser ?? "").isWellFormed()).toBe(true);
  });

  test("answers for any text", () => {
    const parts = fc.constantFrom(
      "Android ",
      "Version/",
      "0",
      "1.",
      "(",
      ";",
      "Mac OS X 10_",
      "bot",
      "/",
      " ",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(parts, { maxLength: 1_000 }).map((all) => all.join("")),
        ),
        (text) => {
          expect(agentOf(text)).toMatchObject({ is_bot: expect.any(Boolean) });
        },
      ),
    );
  });
});
