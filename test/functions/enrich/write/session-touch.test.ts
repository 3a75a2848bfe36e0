import { describe, expect, test } from "@jest/globals";
import { arrivalOf } from "../../../../functions/enrich/session/arrival.ts";
import { readTouch, writeTouch } from "../../../../functions/enrich/write/session-touch.ts";
import { TabReader } from "../../../../functions/enrich/write/tabbed.ts";
import { TextBuffer } from "../../../../shared/json/text-buffer.ts";
import type { Touch } from "../../../../shared/steps/touch.ts";
import { touchOf } from "../../../builders/touch.ts";

function written(of: Touch): string {
  const out = new TextBuffer(64);
  writeTouch(out, of);
  return out.view().toString();
}

/** Values begin behind a tab, and something stands behind them. */
const reader = (line: string) => new TabReader(`${line}\tbehind\n`, 1);

describe("a session's touch", () => {
  test.each([
    ["of a campaign", touchOf({ utm_source: "newsletter", utm_medium: "email" })],
    ["with separators in its names", touchOf({ utm_campaign: "a\tb\\c\nd", utm_term: "é" })],
    ["of a search", touchOf({ referrer_medium: "search", referrer_source: "Google" })],
    ["of a click", touchOf({ click_id_source: "google_ads" })],
  ] as const)("%s is read as it was written, and what stands behind it as well", (_what, of) => {
    const known = arrivalOf(of)!.touch!;
    for (let time = 0; time < 2; time += 1) {
      const values = reader(written(known));
      // The same object, whether it is read for the first time or again.
      expect(readTouch(values)).toBe(known);
      expect(values.overrun).toBe(false);
      expect(values.text()).toBe("behind");
    }
  });

  test("that is cut short is found to be so each time", () => {
    const whole = written(touchOf({ utm_source: "cut" }));
    const cut = whole.slice(0, whole.lastIndexOf("\t"));
    for (let time = 0; time < 2; time += 1) {
      const values = new TabReader(`${cut}\n`, 1);
      readTouch(values);
      expect(values.overrun).toBe(true);
    }
  });
});
