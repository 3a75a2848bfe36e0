import { TextCache } from "../../shared/event/scan/text-cache.ts";
import { attributeIndex, type ScannedEvent } from "../../shared/event/scan.ts";
import type { TextBuffer } from "../../shared/json/text-buffer.ts";
import { fragment, textField } from "./json-text.ts";
import type { PseudonymousAddress } from "./steps/address.ts";
import { agentOf } from "./steps/agent.ts";
import { campaignFields, campaignOf, pageOf } from "./steps/page.ts";
import { type Referrer, referrerOf } from "./steps/referrer.ts";
import type { NamedSource } from "./steps/source.ts";

/** The fields that follow from the event's own bytes, as JSON fragments that continue an object. */
export interface Derived {
  source: Uint8Array;
  page: Uint8Array;
  referrer: Uint8Array;
  agent: Uint8Array;
  address: Uint8Array;
}

const nothing = new Uint8Array();

export function derive(
  scanned: ScannedEvent,
  source: NamedSource,
  address: PseudonymousAddress | undefined,
): Derived {
  const page = scanned.of(attributeIndex.page_url, pages);
  return {
    source: source.json,
    page: page?.json ?? nothing,
    referrer: scanned.of(attributeIndex.page_referrer, referrers)?.json(page?.host) ?? nothing,
    agent: scanned.of(attributeIndex.user_agent, agents) ?? nothing,
    address: address?.json ?? nothing,
  };
}

export function writeDerived(out: TextBuffer, { source, page, referrer, agent, address }: Derived): void {
  out.bytes(source);
  out.bytes(page);
  out.bytes(referrer);
  out.bytes(agent);
  out.bytes(address);
}

interface PageFragment {
  host: string | undefined;
  json: Uint8Array;
}

function pageFragment(url: string): PageFragment {
  const { host, path, query } = pageOf(url);
  const campaign = campaignOf(query);
  let json = textField("page_host", host) + textField("page_path", path);
  for (const name of campaignFields) json += textField(name, campaign[name]);
  return { host, json: fragment(json) };
}

/** Who refers depends on the page's host, too, and it is nearly always the one of the last time. */
class ReferrerFragment {
  readonly #referrer: string;
  #pageHost: string | undefined;
  #json: Uint8Array | undefined;

  constructor(referrer: string) {
    this.#referrer = referrer;
  }

  json(pageHost: string | undefined): Uint8Array {
    if (this.#json !== undefined && this.#pageHost === pageHost) return this.#json;
    this.#pageHost = pageHost;
    this.#json = referrerFragment(referrerOf(this.#referrer, pageHost));
    return this.#json;
  }
}

function referrerFragment(referrer: Referrer | undefined): Uint8Array {
  if (referrer === undefined) return nothing;
  const { medium, source } = referrer;
  return fragment(textField("referrer_medium", medium) + textField("referrer_source", source));
}

function agentFragment(userAgent: string): Uint8Array {
  const { device_category, os, browser, is_bot } = agentOf(userAgent);
  const names =
    textField("device_category", device_category) + textField("os", os) + textField("browser", browser);
  return fragment(`${names},"is_bot":${is_bot}`);
}

/** Pages and agents repeat, and a look-up costs a tenth of the rendering. */
const pages = new TextCache(16_384, pageFragment);
const referrers = new TextCache(16_384, (referrer) => new ReferrerFragment(referrer));
const agents = new TextCache(8_192, agentFragment);
