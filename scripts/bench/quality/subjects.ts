import { agentOf } from "../../../functions/enrich/steps/agent.ts";
import { clickOf } from "../../../functions/enrich/steps/campaign.ts";
import { referrerOf } from "../../../functions/enrich/steps/referrer.ts";
import { standardEventNames } from "../../../shared/event/event-names.ts";
import { validateEvent } from "../../../shared/event/validate.ts";
import { Ordinals } from "../../../shared/mapping/identity.ts";
import { loadMapping, mappings } from "../../../shared/mapping/load.ts";
import { mapDocument } from "../../../shared/mapping/map-document.ts";
import { splitDocument } from "../../../shared/mapping/split.ts";
import { asText, isRecord, recordsIn } from "./fixtures.ts";
import type { Judged } from "./score.ts";

/** What a fixture's entries say of the steps; nothing of entries of another form. */
export type QualitySubject = (content: unknown, file: string) => Iterable<Judged>;

/** `[{uri, medium}]`: whether the medium of a referrer is the one that is expected. */
export function* judgeReferrers(content: unknown): Generator<Judged> {
  for (const entry of recordsIn(content)) {
    const [uri, medium] = [asText(entry.uri), asText(entry.medium)];
    if (uri === undefined || medium === undefined || !("spec" in entry)) continue;
    const expected = medium === "chatbot" ? "ai_assistant" : medium;
    const found = referrerOf(uri, asText(entry.page))?.medium ?? "unknown";
    yield { subject: "referrer medium", right: found === expected, unknown: found === "unknown" };
  }
}

/** `["gclid", …]`: whether a parameter of that name is the mark of a click. */
export function* judgeClicks(content: unknown, file: string): Generator<Judged> {
  if (!Array.isArray(content) || !/click/i.test(file)) return;
  for (const name of content)
    if (typeof name === "string")
      yield {
        subject: "click ids",
        right: clickOf(`a=1&${name}=x1`).click_id_source === name,
        unknown: true,
      };
}

/** `[{pattern, instances, tags}]`: whether an agent that is no person is told from browsers and apps. */
export function* judgeCrawlers(content: unknown): Generator<Judged> {
  for (const { pattern, instances, tags } of recordsIn(content)) {
    if (typeof pattern !== "string" || !Array.isArray(instances)) continue;
    const isLibrary = Array.isArray(tags) && tags.includes("http-library");
    for (const agent of instances) {
      const { agent_kind } = agentOf(String(agent));
      yield {
        subject: "bots, and libraries as such",
        right: agent_kind === "bot" || agent_kind === "library",
      };
      if (!isLibrary) yield { subject: "bots that are no library", right: agent_kind === "bot" };
    }
  }
}

const categories: Readonly<Record<string, string>> = {
  smartphone: "mobile",
  phablet: "mobile",
  "feature phone": "mobile",
  tablet: "tablet",
  desktop: "desktop",
  tv: "tv",
  console: "console",
  wearable: "wearable",
};

/** `- user_agent, bot | os, client, device`: category, system and browser by another's reading, and false bots. */
export function* judgeDevices(content: unknown, file: string): Generator<Judged> {
  // They are told by hints that a header does not have.
  if (/clienthints/.test(file)) return;
  for (const entry of recordsIn(content)) {
    const header = asText(entry.user_agent);
    if (header === undefined) continue;
    const agent = agentOf(header);
    if (isRecord(entry.bot)) {
      const { agent_kind } = agent;
      yield { subject: "bots of devices", right: agent_kind === "bot" || agent_kind === "library" };
      continue;
    }
    const client = isRecord(entry.client) ? asText(entry.client.type) : undefined;
    if (client === "mobile app") yield { subject: "apps that are no bots", right: agent.is_bot === false };
    if (client === "browser") yield { subject: "browsers that are no bots", right: agent.is_bot === false };
    const type = isRecord(entry.device) ? asText(entry.device.type) : undefined;
    const category = type === undefined ? undefined : categories[type];
    if (category !== undefined)
      yield {
        subject: `category ${category}`,
        right: agent.device_category === category,
        unknown: agent.device_category === "other",
      };
    yield* family("os family", asText(entry.os_family), agent.os, systems);
    if (client === "browser")
      yield* family("browser family", asText(entry.browser_family), agent.browser, browsers);
  }
}

/** Our names of what another calls otherwise. */
const systems: Readonly<Record<string, readonly string[]>> = {
  Mac: ["macOS"],
  "GNU/Linux": ["Linux"],
  "Windows Mobile": ["Windows Phone"],
  "Chrome OS": ["Chrome OS"],
  "Firefox OS": ["Firefox OS", "KaiOS"],
  "Apple TV": ["tvOS"],
  "Gaming Console": ["PlayStation", "Xbox", "Nintendo"],
  "Other Mobile": ["Tizen", "webOS", "KaiOS", "HarmonyOS"],
  "Other Smart TV": ["Tizen", "webOS", "Roku OS"],
};
const browsers: Readonly<Record<string, readonly string[]>> = {
  Chrome: ["Chrome", "Android WebView", "Samsung Internet for Android", "Microsoft Edge", "Yandex Browser"],
  "Android Browser": ["Android Browser"],
  Safari: ["Safari", "Safari (in-app)"],
  Edge: ["Microsoft Edge"],
  "Samsung Browser": ["Samsung Internet for Android"],
};

function* family(
  subject: string,
  expected: string | undefined,
  found: string | undefined,
  names: Readonly<Record<string, readonly string[]>>,
): Generator<Judged> {
  if (expected === undefined || expected === "Unknown") return;
  const right = found === expected || (found !== undefined && (names[expected]?.includes(found) ?? false));
  yield { subject, right, unknown: found === undefined };
}

const platforms: readonly (readonly [RegExp, string])[] = [
  [/Windows NT/, "Windows"],
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/CrOS/, "Chrome OS"],
  [/Macintosh/, "macOS"],
  [/Linux/, "Linux"],
];
const products: readonly (readonly [RegExp, string])[] = [
  [/SamsungBrowser\//, "Samsung Internet for Android"],
  [/Edg(?:A|iOS)?\//, "Microsoft Edge"],
  [/OPR\//, "Opera"],
  [/YaBrowser\//, "Yandex Browser"],
  [/CriOS\//, "Chrome"],
  [/FxiOS\/|Firefox\//, "Firefox"],
  [/GSA\//, "Google Search"],
  [/Chrome\/[\d.]+ (?:Mobile )?Safari\/[\d.]+$/, "Chrome"],
  [/Version\/[\d.]+ (?:Mobile\/\w+ )?Safari\/[\d.]+$/, "Safari"],
];

/** `[{userAgent, deviceCategory, weight}]`: a sample of real traffic, by its weights. */
export function* judgeSampled(content: unknown): Generator<Judged> {
  for (const entry of recordsIn(content)) {
    const [header, category] = [asText(entry.userAgent), asText(entry.deviceCategory)];
    if (header === undefined || category === undefined) continue;
    const weight = Number(entry.weight ?? 1);
    const agent = agentOf(header);
    yield {
      subject: "category of real traffic, weighted",
      right: agent.device_category === category,
      weight,
    };
    yield { subject: "real traffic that is no bot", right: agent.is_bot === false, weight };
    const os = platforms.find(([sign]) => sign.test(header))?.[1];
    if (os !== undefined)
      yield { subject: "os of real traffic", right: agent.os === os, unknown: agent.os === undefined };
    const browser = /; wv\)|DuckDuckGo|Ddg\//.test(header)
      ? undefined
      : products.find(([sign]) => sign.test(header))?.[1];
    if (browser !== undefined)
      yield {
        subject: "browser of real traffic",
        right: agent.browser === browser,
        unknown: agent.browser === undefined,
      };
  }
}

/** Documents of a source in a file or folder of its mapping's name: `segment.ndjson`, `ga4/purchase.json`. */
export function* judgeDocuments(content: unknown, file: string): Generator<Judged> {
  const name = [...mappings.keys()].find((each) =>
    new RegExp(`(?:^|[/\\\\_-])${each}(?:[./\\\\_-]|$)`, "i").test(file),
  );
  if (name === undefined || name === "native") return;
  const mapping = loadMapping(name);
  const context = { ordinals: new Ordinals(), receivedAt: "2026-01-01T00:00:00.000Z" };
  for (const document of Array.isArray(content) ? content : [content]) {
    if (!isRecord(document)) continue;
    for (const part of splitDocument(mapping, document)) {
      const result = mapDocument(mapping, part, context);
      const valid = result.ok && validateEvent(result.event).valid;
      yield { subject: `${name}: valid`, right: valid };
      if (!valid) continue;
      const { event } = result;
      const called = String(
        (event.properties as Record<string, string> | undefined)?.event_name ?? event.event_name,
      );
      // Names of one's own are no matter of a specification.
      if (!/^(?:identify|group|alias)$/.test(called))
        yield {
          subject: `${name}: name known`,
          right: standardEventNames.has(String(event.event_name)),
          unknown: true,
        };
      if (event.event_name === "purchase")
        yield { subject: `${name}: order value`, right: event.order_value !== undefined, unknown: true };
      if (isRecord(part) && asText(part.client_id) !== undefined)
        yield { subject: `${name}: client_id is the device`, right: event.anonymous_id === part.client_id };
    }
  }
}
