import { parse } from "yaml";

/** Hosts of those that send visitors, by the name that they go by. */
export type HostsByName = Readonly<Record<string, readonly string[]>>;

/** The lists of one commit of Matomo's searchengine-and-social-list, which is in the public domain (CC0 1.0). */
export interface ReferrerLists {
  from: string;
  licence: string;
  commit: string;
  search: HostsByName;
  social: HostsByName;
  ai_assistant: HostsByName;
}

export const listFiles = {
  search: "SearchEngines.yml",
  social: "Socials.yml",
  ai_assistant: "AIAssistants.yml",
} as const;

/**
 * The hosts of the lists, and nothing else of them. An entry with a path says more than a referrer tells nowadays, and
 * is left out. Throws where a file has another form than the list has had so far.
 * @param texts of the files, by list
 */
export function referrerLists(commit: string, texts: Record<keyof typeof listFiles, string>): ReferrerLists {
  return {
    from: "Matomo's searchengine-and-social-list",
    licence: "CC0-1.0",
    commit,
    search: hosts("search", texts.search, (entries) =>
      entries.flatMap((entry) => (entry as { urls?: unknown }).urls ?? []),
    ),
    social: hosts("social", texts.social, (entries) => entries),
    ai_assistant: hosts("ai_assistant", texts.ai_assistant, (entries) => entries),
  };
}

function hosts(
  list: keyof typeof listFiles,
  text: string,
  ofEntries: (entries: readonly unknown[]) => readonly unknown[],
): HostsByName {
  const parsed: unknown = parse(text);
  if (typeof parsed !== "object" || parsed === null)
    throw new Error(`${listFiles[list]} is no list of names.`);
  const named = Object.entries(parsed).map(([name, entries]): [string, string[]] => {
    if (!Array.isArray(entries)) throw new Error(`${listFiles[list]}: "${name}" has no list of hosts.`);
    return [name, [...new Set(ofEntries(entries).map(String).filter(isHost).map(withoutWww))]];
  });
  const kept = named.filter(([, each]) => each.length > 0);
  if (kept.length === 0) throw new Error(`${listFiles[list]} names no host.`);
  return Object.fromEntries(kept);
}

const isHost = (url: string): boolean => /^[^/\s]+\.[^/\s]+$/.test(url);
const withoutWww = (host: string): string => host.replace(/^www\./, "").toLowerCase();
