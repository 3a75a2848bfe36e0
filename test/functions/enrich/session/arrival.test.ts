import { describe, expect, test } from "@jest/globals";
import {
  type Arrived,
  arrivalOf,
  arrivedAfter,
  notKnown,
  notTold,
} from "../../../../functions/enrich/session/arrival.ts";
import { touchOf } from "../../../builders/touch.ts";

const google = touchOf({ referrer_medium: "search", referrer_source: "Google" });
const bank = touchOf({ referrer_medium: "unknown", referrer_source: "bank.example" });
const within = touchOf({ referrer_medium: "internal" });
const mail = touchOf({ utm_source: "newsletter", utm_medium: "email" });
const advert = touchOf({ referrer_medium: "paid", referrer_source: "Google Ads", click_id_source: "gclid" });
const nothing = touchOf({});

const arrivedBy = (start: Arrived, ...touches: (typeof google)[]): Arrived =>
  touches.reduce((arrived, touch) => arrivedAfter(arrived, arrivalOf(touch)), start);

describe("what brought a session", () => {
  test.each([
    ["nothing is told by events without a referrer", [nothing, nothing], undefined],
    ["the first page's referrer", [google, within], google],
    ["a referrer behind events that tell nothing", [nothing, google], google],
    ["no page that sends the visitor back", [google, within, bank], google],
    ["no such page of a direct visit, either", [within, bank], undefined],
    ["a campaign, wherever it stands", [google, within, mail], mail],
    ["the last campaign", [mail, advert, within], advert],
  ])("%s", (_description, touches, expected) => {
    expect(arrivedBy(notTold, ...touches)).toMatchObject({ known: true, touch: expected });
  });

  test("is not known of an older session, until a campaign says it", () => {
    expect(arrivedBy(notKnown, google)).toBe(notKnown);
    expect(arrivedBy(notKnown, mail)).toMatchObject({ known: true, touch: mail });
  });

  test("is one object for one touch, and of a campaign within the site the campaign alone", () => {
    expect(arrivalOf({ ...mail })).toBe(arrivalOf({ ...mail }));
    expect(arrivalOf({ ...mail, referrer_medium: "internal" })?.touch).toEqual(mail);
  });
});
