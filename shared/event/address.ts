import { BlockList, isIPv6 } from "node:net";

/**
 * The client's address in the one form in which it is hashed and looked up: dotted for IPv4, also where it is mapped into
 * IPv6 (`::ffff:1.2.3.4`), and as RFC 5952 writes it for IPv6. Undefined for what is no address.
 *
 * The text is what servers and proxies write: one address, perhaps with a port, in brackets or with a zone
 * (`fe80::1%eth0`), or a list as in X-Forwarded-For, or in Forwarded (`for="[2001:db8::1]:443";by=…`). Of a list the first
 * public address counts, for the client stands before its proxies and what stands before the client are addresses of its
 * own network; where none is public, the first.
 */
export function clientAddress(text: string): string | undefined {
  if (parseIpv4(text) !== undefined) return text;
  let first: string | undefined;
  for (const entry of text.split(SEPARATORS)) {
    const address = addressOf(entry);
    if (address === undefined) continue;
    if (isPublic(address)) return address;
    first ??= address;
  }
  return first;
}

const SEPARATORS = /[\s,;]+/;
const BRACKETED = /^\[([^\]]+)\](?::\d{1,5})?$/;
const WITH_PORT = /^([\d.]+):\d{1,5}$/;
/** A network of one address, as PostgreSQL writes an `inet` as text. */
const OF_ONE = /^([\d.]+(?=\/32$)|[\da-f.:]+(?=\/128$))\/\d+$/i;
const QUOTED = /^(["'])(.+)\1$/;

function addressOf(entry: string): string | undefined {
  const said = entry.replace(/^for=/i, "");
  const whole = QUOTED.exec(said)?.[2] ?? said;
  const bare = (BRACKETED.exec(whole) ?? WITH_PORT.exec(whole) ?? OF_ONE.exec(whole))?.[1] ?? whole;
  if (parseIpv4(bare) !== undefined) return bare;
  const groups = parseIpv6(bare);
  return groups && ipv6Text(groups);
}

/** Networks that an address on the internet is not in. Those for documentation and benchmarks (198.18.0.0/15) are none of
 * them: no network uses them, and samples do. */
const inside = new BlockList();
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["224.0.0.0", 3],
] as const)
  inside.addSubnet(network, bits, "ipv4");
for (const [network, bits] of [
  ["::", 127],
  ["fc00::", 7],
  ["fe80::", 9],
  ["ff00::", 8],
] as const)
  inside.addSubnet(network, bits, "ipv6");

const isPublic = (address: string): boolean =>
  !inside.check(address, address.includes(":") ? "ipv6" : "ipv4");

const ZERO = 48;
const DOT = 46;

/** Dotted decimal to a number of 32 bits. Leading zeros are refused: some read them as octal. */
export function parseIpv4(text: string): number | undefined {
  const { length } = text;
  if (length < 7 || length > 15) return undefined;
  let address = 0;
  let byte = 0;
  let digits = 0;
  let dots = 0;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      if (digits === 0 || dots === 3) return undefined;
      address = address * 256 + byte;
      byte = 0;
      digits = 0;
      dots += 1;
    } else {
      const digit = code - ZERO;
      if (digit < 0 || digit > 9 || (digits > 0 && byte === 0)) return undefined;
      byte = byte * 10 + digit;
      digits += 1;
      if (byte > 255) return undefined;
    }
  }
  return dots === 3 && digits > 0 ? address * 256 + byte : undefined;
}

/** The eight groups of an IPv6 address, without its zone. */
export function parseIpv6(text: string): number[] | undefined {
  if (!isIPv6(text)) return undefined;
  const zone = text.indexOf("%");
  const bare = withoutDots(zone < 0 ? text : text.slice(0, zone));
  const gap = bare.indexOf("::");
  if (gap < 0) return groupsIn(bare);
  const before = groupsIn(bare.slice(0, gap));
  const after = groupsIn(bare.slice(gap + 2));
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

const groupsIn = (text: string): number[] =>
  text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));

/** The last two groups may be written as IPv4. */
function withoutDots(text: string): string {
  if (!text.includes(".")) return text;
  const from = text.lastIndexOf(":") + 1;
  const four = parseIpv4(text.slice(from)) ?? 0;
  return `${text.slice(0, from)}${(four >>> 16).toString(16)}:${(four & 0xffff).toString(16)}`;
}

/** RFC 5952: lower case, no leading zeros, the first of the longest runs of zeros left out. IPv4 that is mapped is IPv4. */
function ipv6Text(groups: readonly number[]): string {
  const text = groups.map((group) => group.toString(16)).join(":");
  if (text.startsWith(MAPPED)) {
    const [high, low] = groups.slice(6) as [number, number];
    return [high >>> 8, high & 0xff, low >>> 8, low & 0xff].join(".");
  }
  let longest = "";
  let at = 0;
  for (const { 0: run, index } of text.matchAll(ZEROS)) {
    if (run.length <= longest.length) continue;
    longest = run;
    at = index;
  }
  return longest === "" ? text : `${text.slice(0, at) || ":"}${text.slice(at + longest.length) || ":"}`;
}

const MAPPED = "0:0:0:0:0:ffff:";
const ZEROS = /\b0(?::0)+\b/g;
