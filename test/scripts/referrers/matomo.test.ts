import { describe, expect, test } from "@jest/globals";
import { referrerLists } from "../../../scripts/referrers/matomo.ts";

const texts = {
  search:
    "Seek:\n  -\n    urls:\n      - www.seek.com\n      - 'Seek.{}'\n      - seek.com\n    params:\n      - q\n",
  social: "\nPals:\n  - pals.com\n  - 'pals.net'\n",
  ai_assistant: "Helper:\n  - helper.ai\n  - pals.com/i/helper\n",
};

describe("referrerLists", () => {
  test("keeps hosts by name, each once, without www and without paths", () => {
    expect(referrerLists("c0ffee", texts)).toMatchObject({
      commit: "c0ffee",
      search: { Seek: ["seek.com", "seek.{}"] },
      social: { Pals: ["pals.com", "pals.net"] },
      ai_assistant: { Helper: ["helper.ai"] },
    });
  });

  test.each([
    ["social", "- a\n- b\n", /names no host|has no list/],
    ["ai_assistant", "Helper: helper.ai\n", /"Helper" has no list/],
    ["search", "just text", /SearchEngines.yml is no list/],
    ["search", "Seek:\n  - urls: []\n", /names no host/],
  ])("refuses another form than the list has: %s", (list, text, message) => {
    expect(() => referrerLists("c0ffee", { ...texts, [list]: text })).toThrow(message);
  });
});
