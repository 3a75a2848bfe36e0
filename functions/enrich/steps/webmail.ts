import type { Referrer } from "./known-referrers.ts";

/** How providers of mail name the hosts on which it is read, and those that hide from which message a link came. */
const MAIL_HOST =
  /^(?:(?:web|e|w|my|light|upc|hot|i|x|tb)?mail(?:er|box|business|s)?(?:-?[a-z]{0,4}-?\d{0,4})?|messagerie\w*|deref(?:-\w+)*|outlook|owa|roundcube|horde|squirrelmail|zimbra|3c(?:-\w+)?)$/;

/** Of a host whose own name is that of a redirect: `deref-gmx.net`. */
const MAIL_NAME = /^deref(?:-\w+)*$/;

const cased = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/**
 * A host on which mail is read, by the labels before its registrable domain, or by its name; undefined of any other.
 * @param domain its registrable domain
 * @param name what stands before the domain's suffix
 */
export function webmailOf(
  host: string,
  domain: string | undefined,
  name: string | undefined,
): Referrer | undefined {
  if (domain === undefined || name === undefined) return undefined;
  const isMail =
    MAIL_NAME.test(name) ||
    host
      .slice(0, -domain.length)
      .split(".")
      .some((label) => MAIL_HOST.test(label));
  return isMail ? { medium: "email", source: sourceOf(name) } : undefined;
}

/** Providers whose domain is not their name. */
const called: Readonly<Record<string, string>> = {
  gmx: "GMX",
  live: "Outlook",
  mail: "Mail.com",
  "mail-com": "Mail.com",
  "t-online": "T-Online",
  tim: "TIM",
  web: "WEB.DE",
  "web-de": "WEB.DE",
  yahoo: "Yahoo Mail",
  zoho: "Zoho Mail",
};

function sourceOf(name: string): string {
  const provider = name.replace(/^deref-/, "");
  return called[provider] ?? cased(provider);
}
