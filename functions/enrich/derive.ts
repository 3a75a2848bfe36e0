import { BoundedCache } from "../../shared/bounded-cache.ts";
import type { RawEvent } from "../../shared/event/raw.ts";
import { textField } from "./json-text.ts";
import type { PseudonymousAddress } from "./steps/address.ts";
import { agentOf } from "./steps/agent.ts";
import { campaignFields, campaignOf, pageOf } from "./steps/page.ts";
import { referrerOf } from "./steps/referrer.ts";

/** The fields that follow from the event's own bytes, as a JSON fragment that continues an object. */
export function renderDerived(event: RawEvent, addressOf: (ip: string) => PseudonymousAddress): string {
  const { page_url, page_referrer, user_agent, ip } = event;
  const page = page_url === undefined ? undefined : renderedPage(page_url);
  let json = page === undefined ? "" : page.json;
  if (page_referrer !== undefined) json += renderReferrer(page_referrer, page?.host);
  if (user_agent !== undefined) json += renderAgent(user_agent);
  if (ip !== undefined) {
    const { ip_hash, ip_prefix } = addressOf(ip);
    json += `,"ip_hash":"${ip_hash}"${textField("ip_prefix", ip_prefix)}`;
  }
  return json;
}

/** Rendered fragments by their input: pages and agents repeat, and a look-up costs a tenth of the rendering. */
const pages = new BoundedCache<RenderedPage>(10_000);
const referrers = new BoundedCache<RenderedReferrer>(10_000);
const agents = new BoundedCache<string>(5_000);

interface RenderedPage {
  host: string | undefined;
  json: string;
}

function renderedPage(url: string): RenderedPage {
  const cached = pages.get(url);
  if (cached !== undefined) return cached;
  const { host, path, query } = pageOf(url);
  const campaign = campaignOf(query);
  let json = textField("page_host", host) + textField("page_path", path);
  for (const name of campaignFields) json += textField(name, campaign[name]);
  const page = { host, json };
  pages.set(url, page);
  return page;
}

interface RenderedReferrer {
  /** The page whose referrer it was: who refers depends on it, and it is nearly always of the same host. */
  pageHost: string | undefined;
  json: string;
}

function renderReferrer(pageReferrer: string, pageHost: string | undefined): string {
  const cached = referrers.get(pageReferrer);
  if (cached !== undefined && cached.pageHost === pageHost) return cached.json;
  const referrer = referrerOf(pageReferrer, pageHost);
  const json =
    referrer === undefined
      ? ""
      : `,"referrer_medium":"${referrer.medium}"${textField("referrer_source", referrer.source)}`;
  referrers.set(pageReferrer, { pageHost, json });
  return json;
}

function renderAgent(userAgent: string): string {
  const cached = agents.get(userAgent);
  if (cached !== undefined) return cached;
  const { device_category, os, browser, is_bot } = agentOf(userAgent);
  const json = `,"device_category":"${device_category}"${textField("os", os)}${textField("browser", browser)},"is_bot":${is_bot}`;
  agents.set(userAgent, json);
  return json;
}
