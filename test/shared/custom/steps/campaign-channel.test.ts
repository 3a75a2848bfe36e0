import { expect, test } from "@jest/globals";
import { campaignChannel } from "../../../../shared/custom/steps/campaign-channel.ts";

const of = (url: string) => (campaignChannel.kind === "text" ? campaignChannel.of(url, undefined) : {});

test.each([
  ["no parameters at all", "https://shop.example/p", undefined, undefined],
  ["parameters of the shop's own", "/p?colour=red", undefined, undefined],
  ["a parameter behind the hash", "/p#?utm_medium=email", undefined, undefined],
  ["an empty medium", "/p?utm_medium=", undefined, undefined],
  ["a paid click from a search engine", "/p?utm_source=google&utm_medium=cpc", "search", true],
  ["a paid click from a social network", "/p?utm_source=Facebook&utm_medium=cpc", "social", true],
  ["a post on a social network", "/p?utm_source=ig&utm_medium=social", "social", false],
  ["paid social by its name", "/p?utm_medium=paid_social", "social", true],
  ["a shopping advertisement before the search it is in", "/p?utm_medium=shopping_search", "shopping", false],
  ["a banner by thousands", "/p?utm_medium=cpm", "display", true],
  ["a newsletter, in capitals and with blanks", "/p?utm_medium=%20E-Mail%20", "email", false],
  ["a text message", "/p?utm_medium=sms", "sms", false],
  ["a partner", "/p?utm_medium=affiliate", "affiliate", true],
  ["a notification", "/p?utm_medium=web_push", "push", false],
  ["a medium that nobody agreed on", "/p?utm_medium=carrier-pigeon", "other", false],
  ["a click id alone", "/p?gclid=abc", "search", true],
  ["a click id beside a medium that says more", "/p?utm_medium=video&gclid=abc", "video", true],
  ["a click id beside a medium that says nothing", "/p?utm_medium=x&fbclid=abc", "social", true],
  ["a damaged escape", "/p?utm_medium=%E0%A4%A", "other", false],
])("%s", (_what, url, channel, paid) => {
  expect(of(url)).toEqual({ campaign_channel: channel, campaign_is_paid: paid });
});
