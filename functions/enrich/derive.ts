import { BoundedCache } from "../../shared/bounded-cache.ts";
import type { KeyAttributes } from "../../shared/event/scan.ts";
import type { TextBuffer } from "../../shared/text-buffer.ts";
import { fragment, textField } from "./json-text.ts";
import type { AddressOf } from "./steps/address.ts";
import { agentOf } from "./steps/agent.ts";
import { campaignFields, campaignOf, pageOf } from "./steps/page.ts";
import { referrerOf } from "./steps/referrer.ts";

/** The fields that follow from the event's own bytes, as JSON fragments that continue an object. */
export interface Derived {
  page: Uint8Array;
  referrer: Uint8Array;
  agent: Uint8Array;
  address: Uint8Array;
}

const nothing = new Uint8Array();

export function derive(event: KeyAttributes, addressOf: AddressOf): Derived {
  const { page_url, page_referrer, user_agent, ip } = event;
  const page = page_url === undefined ? undefined : pageFragment(page_url);
  return {
    page: page === undefined ? nothing : page.json,
    referrer: page_referrer === undefined ? nothing : referrerFragment(page_referrer, page?.host),
    agent: user_agent === undefined ? nothing : agentFragment(user_agent),
    address: ip === undefined ? nothing : addressOf(ip).json,
  };
}

export function writeDerived(out: TextBuffer, { page, referrer, agent, address }: Derived): void {
  out.bytes(page);
  out.bytes(referrer);
  out.bytes(agent);
  out.bytes(address);
}

/** Fragments by their input: pages and agents repeat, and a look-up costs a tenth of the rendering. */
const pages = new BoundedCache<PageFragment>(10_000);
const referrers = new BoundedCache<ReferrerFragment>(10_000);
const agents = new BoundedCache<Uint8Array>(5_000);

interface PageFragment {
  host: string | undefined;
  json: Uint8Array;
}

function pageFragment(url: string): PageFragment {
  const cached = pages.get(url);
  if (cached !== undefined) return cached;
  const { host, path, query } = pageOf(url);
  const campaign = campaignOf(query);
  let json = textField("page_host", host) + textField("page_path", path);
  for (const name of campaignFields) json += textField(name, campaign[name]);
  const page = { host, json: fragment(json) };
  pages.set(url, page);
  return page;
}

interface ReferrerFragment {
  /** The page whose referrer it was: who refers depends on it, and it is nearly always of the same host. */
  pageHost: string | undefined;
  json: Uint8Array;
}

function referrerFragment(pageReferrer: string, pageHost: string | undefined): Uint8Array {
  const cached = referrers.get(pageReferrer);
  if (cached !== undefined && cached.pageHost === pageHost) return cached.json;
  const referrer = referrerOf(pageReferrer, pageHost);
  const json =
    referrer === undefined
      ? nothing
      : fragment(
          textField("referrer_medium", referrer.medium) + textField("referrer_source", referrer.source),
        );
  referrers.set(pageReferrer, { pageHost, json });
  return json;
}

function agentFragment(userAgent: string): Uint8Array {
  const cached = agents.get(userAgent);
  if (cached !== undefined) return cached;
  const { device_category, os, browser, is_bot } = agentOf(userAgent);
  const names =
    textField("device_category", device_category) + textField("os", os) + textField("browser", browser);
  const json = fragment(`${names},"is_bot":${is_bot}`);
  agents.set(userAgent, json);
  return json;
}
