import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { agentOf } from "../../../../functions/enrich/steps/agent.ts";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
const CHROME = `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/138.0.0.0 Safari/537.36`;
const IOS = "AppleWebKit/605.1.15 (KHTML, like Gecko)";

const is = (category: string, os?: string, browser?: string, kind = "browser") => ({
  device_category: category,
  os,
  browser,
  agent_kind: kind,
  is_bot: kind === "bot",
});

describe("agentOf", () => {
  test.each(["", " ", "-", "null", "undefined", "(not set)"])(
    "of nothing says nothing, and sees no bot in it: %j",
    (header) => {
      expect(agentOf(header)).toEqual({
        device_category: "other",
        os: undefined,
        browser: undefined,
        agent_kind: undefined,
        is_bot: false,
      });
    },
  );

  test.each([
    ["a desktop", CHROME, is("desktop", "Windows", "Chrome")],
    ["a desktop, as a log escapes it", encodeURIComponent(CHROME), is("desktop", "Windows", "Chrome")],
    ["a desktop, as a log quotes it", `"${CHROME}"`, is("desktop", "Windows", "Chrome")],
    [
      "a Mac",
      `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${IOS} Version/18.5 Safari/605.1.15`,
      is("desktop", "macOS", "Safari"),
    ],
    [
      "Chrome OS",
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/138.0.0.0 Safari/537.36`,
      is("desktop", "Chrome OS", "Chrome"),
    ],
    [
      "a distribution of Linux",
      "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
      is("desktop", "Linux", "Firefox"),
    ],
    [
      "a phone",
      `Mozilla/5.0 (Linux; Android 14; SM-S921B) ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
      is("mobile", "Android", "Samsung Internet for Android"),
    ],
    [
      "a tablet that says so by what it leaves out",
      `Mozilla/5.0 (Linux; Android 13; Lenovo TB-X9) ${WEBKIT} Chrome/138.0.0.0 Safari/537.36`,
      is("tablet", "Android", "Chrome"),
    ],
    [
      "a browser in an app",
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${IOS} Mobile/15E148 Instagram 380.0.0.28.81`,
      is("mobile", "iOS", "Instagram"),
    ],
    [
      "a web view in no app that is known",
      `Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UP1A; wv) ${WEBKIT} Version/4.0 Chrome/138.0.0.0 Mobile Safari/537.36`,
      is("mobile", "Android", "Android WebView"),
    ],
    [
      "an app's plain request",
      "Dalvik/2.1.0 (Linux; U; Android 14; 2312DRA50G Build/UP1A)",
      is("mobile", "Android", undefined, "app"),
    ],
    [
      "an app of iOS",
      "MyShop/3.2 CFNetwork/1568.300.101 Darwin/24.2.0",
      is("mobile", "iOS", undefined, "app"),
    ],
    [
      "an app of macOS",
      "MyShop/3.2 CFNetwork/1240.0.4 Darwin/20.6.0 (x86_64)",
      is("desktop", "macOS", undefined, "app"),
    ],
    ["an app that names its library", "MyShop/1.0 okhttp/4.9.3", is("other", undefined, undefined, "app")],
    ["a server", "analytics-node/6.0.0", is("other", undefined, undefined, "library")],
    [
      "a tracker of an app",
      "Snowplow-Android/5.0.0 (Android 14; Pixel)",
      is("mobile", "Android", undefined, "app"),
    ],
    ["a library", "axios/1.7.2", is("other", undefined, undefined, "library")],
    ["a script", "curl/8.5.0", is("other", undefined, undefined, "library")],
    [
      "a television",
      `Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0) ${WEBKIT} SamsungBrowser/6.0 Chrome/94.0.4606.31 TV Safari/537.36`,
      is("tv", "Tizen", "Samsung Internet for Android"),
    ],
    [
      "a television that names its service",
      "Mozilla/5.0 (Linux; Android 12; BRAVIA 4K GB Build/ATT2; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/138.0.0.0 Mobile Safari/537.36",
      is("tv", "Android", "Android WebView"),
    ],
    [
      "a console",
      "Mozilla/5.0 (PlayStation; PlayStation 5/9.00) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.4 Safari/605.1.15",
      is("console", "PlayStation", "Safari"),
    ],
    [
      "KaiOS",
      "Mozilla/5.0 (Mobile; Nokia 8110 4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5",
      is("mobile", "KaiOS", "Firefox"),
    ],
    [
      "HarmonyOS",
      `Mozilla/5.0 (Phone; OpenHarmony 5.0) ${WEBKIT} Chrome/114.0.0.0 Safari/537.36 ArkWeb/4.1.6.1 Mobile`,
      is("mobile", "HarmonyOS", "Chrome"),
    ],
    [
      "a bot",
      "Googlebot/2.1 (+http://www.google.com/bot.html)",
      { device_category: "bot", is_bot: true, agent_kind: "bot" },
    ],
    [
      "a bot that looks like a phone",
      `Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) ${WEBKIT} Chrome/138.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1)`,
      { device_category: "bot", is_bot: true, agent_kind: "bot" },
    ],
    ["no text", "", { device_category: "other", os: undefined, is_bot: false, agent_kind: undefined }],
    ["blanks", "   ", { device_category: "other", os: undefined, is_bot: false, agent_kind: undefined }],
  ])("%s", (_description, header, expected) => {
    expect(agentOf(header)).toMatchObject(expected);
  });

  test("reads no further than real headers go, whatever else is in one", () => {
    const padded = CHROME.padEnd(512);
    expect(agentOf(`${padded}Googlebot ${"1.".repeat(50_000)}`)).toEqual(agentOf(padded));
  });

  test("takes no text of a visitor for the name of a browser", () => {
    expect(agentOf(`${"😀".repeat(200)}/1.0`).browser).toBeUndefined();
    expect(agentOf("Free money at example.org/1.0 (iPhone)").browser).toBeUndefined();
  });

  test("answers for any text, with names of a few characters", () => {
    const parts = fc.constantFrom(
      "Mozilla/5.0 (",
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
          const { os = "", browser = "", ...rest } = agentOf(text);
          expect(rest).toMatchObject({ is_bot: expect.any(Boolean), device_category: expect.any(String) });
          expect(Math.max(os.length, browser.length)).toBeLessThanOrEqual(40);
        },
      ),
    );
  });
});
