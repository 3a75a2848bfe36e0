import { domainToASCII } from "node:url";
import { textStep } from "../step.ts";

/** Host and path of the page. */
export const pageStep = textStep("page", {
  reads: "page_url",
  of(url) {
    const { host, path } = pageOf(url);
    return { page_host: host, page_path: path };
  },
});

interface Page extends Address {
  host: string | undefined;
  path: string | undefined;
}

interface Address {
  query: string | undefined;
  /** What stands behind the `#`. */
  fragment: string | undefined;
}

const none: Page = { host: undefined, path: undefined, query: undefined, fragment: undefined };

/**
 * Takes absolute addresses of http and https, with their scheme in any case or left out (`//shop.example/`,
 * `www.shop.example`); bare paths; and those of apps (`android-app://com.example.shop/`), whose package then stands for
 * the host. Of what else names no scheme the query is one all the same; anything else has no parts. Blanks around an
 * address are none of it. Split by hand: `new URL` costs five times as much.
 */
export function pageOf(address: string): Page {
  const url =
    isBlank(address.charCodeAt(0)) || isBlank(address.charCodeAt(address.length - 1))
      ? address.trim()
      : address;
  if (url.startsWith("/") && !url.startsWith("//")) return { ...pathAndQuery(url, 0), host: undefined };
  const from = url.startsWith("https://") ? HTTPS : (BEGINNING.exec(url)?.[0].length ?? 0);
  if (from === 0 && !WWW.test(url))
    return SCHEME.test(url) ? none : { ...pathAndQuery(url, 0), host: undefined, path: undefined };
  let end = from;
  while (end < url.length && !isDelimiter(url.charCodeAt(end))) end += 1;
  const host = hostOf(url.slice(from, end));
  return host === undefined ? none : { ...pathAndQuery(url, end), host };
}

const HTTPS = "https://".length;
const BEGINNING = /^(?:(?:https?|android-app|ios-app):)?\/\//i;
const WWW = /^www\.[^\s/?#:]+\.[^\s/?#:]+(?=[:/?#]|$)/i;
/** As RFC 3986 has it. */
const SCHEME = /^[a-z][a-z\d+.-]*:/i;
const APP = /^(?:android|ios)-app:/i;

/** Whether an address is that of an app. */
export const isApp = (url: string): boolean => APP.test(url);

/** Of ASCII, or the one that does not break. */
const isBlank = (code: number): boolean => code <= 32 || code === 160;

/** `/`, `?`, `#` */
const isDelimiter = (code: number): boolean => code === 47 || code === 63 || code === 35;

/**
 * Without user information, port and the point of the root behind it, in lower case; of a name beyond ASCII its Punycode,
 * which is what browsers send.
 */
function hostOf(authority: string): string | undefined {
  const at = authority.lastIndexOf("@");
  const hostAndPort = at < 0 ? authority : authority.slice(at + 1);
  const port = hostAndPort.startsWith("[") ? hostAndPort.indexOf("]") + 1 : hostAndPort.indexOf(":");
  const host = port > 0 ? hostAndPort.slice(0, port) : hostAndPort;
  const ascii = BEYOND_ASCII.test(host) ? domainToASCII(host) : host;
  const name = ascii.endsWith(".") ? ascii.slice(0, -1) : ascii;
  return name === "" || name.length > 253 ? undefined : name.toLowerCase();
}

const BEYOND_ASCII = /[^ -~]/;

function pathAndQuery(url: string, from: number): Address & { path: string } {
  const hash = url.indexOf("#", from);
  const end = hash < 0 ? url.length : hash;
  const fragment = hash < 0 ? undefined : url.slice(hash + 1);
  const mark = url.indexOf("?", from);
  if (mark < 0 || mark >= end) return { path: url.slice(from, end) || "/", query: undefined, fragment };
  return { path: url.slice(from, mark) || "/", query: url.slice(mark + 1, end), fragment };
}
