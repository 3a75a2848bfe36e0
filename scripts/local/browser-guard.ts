import type { IncomingHttpHeaders } from "node:http";

/** What a local server is asked, as far as it tells who asks. */
export interface Asked {
  method?: string | undefined;
  /** In lower case, as Node gives them; HTTP/2 names the host in `:authority`. */
  headers: IncomingHttpHeaders & { ":authority"?: string };
}

/** This machine, whatever the port; names below `localhost` are buckets (and `bucket.127.0.0.1` is no name of DNS). */
const LOOPBACK = /^(?:(?:[a-z0-9_.-]+\.)?(?:localhost\.?|127\.0\.0\.1)|\[::1\])(?::\d{1,5})?$/i;
const SCHEME = /^https?:\/\//i;

/**
 * Why a server on loopback takes no such request: it comes from a web page, and not from a program of this machine.
 * A browser sends what any page wants to any address. It tells the page's name in `Origin` where the page writes, in
 * `Host` where the page had its own name resolved to this machine, and in `Sec-Fetch-Site` how the two are related.
 * Undefined for a request to be served; programs send a loopback `Host`, and nothing of the others.
 */
export function browserRefusal({ method, headers }: Asked): string | undefined {
  const host = headers.host ?? headers[":authority"];
  if (host === undefined || !LOOPBACK.test(host))
    return `This server is for programs of this machine. It answers to 127.0.0.1 and localhost, not to the host ${shown(host)}.`;
  const { origin } = headers;
  if (origin !== undefined && !(SCHEME.test(origin) && LOOPBACK.test(origin.replace(SCHEME, ""))))
    return `This server is for programs of this machine. It takes nothing from the web page ${shown(origin)}.`;
  if (headers["sec-fetch-site"] === "cross-site" && !isOpened(method, headers))
    return "This server is for programs of this machine. It takes nothing from the page of another site.";
  return undefined;
}

/** A link on another page that a person follows: what comes is shown to that person and to no page. */
function isOpened(method: string | undefined, headers: Asked["headers"]): boolean {
  const reads = method === "GET" || method === "HEAD";
  return reads && headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
}

/** Anybody's text, in a sentence. */
const shown = (value: string | undefined): string =>
  value === undefined ? "(none)" : JSON.stringify(value.slice(0, 100));
