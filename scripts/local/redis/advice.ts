const OWN = "unset REDIS_URL to have one started for you";

/** What a client, a TLS library or a server says of a Redis that cannot be used, and what its reader can do about it. */
const KNOWN: readonly [said: RegExp, advice: string][] = [
  [/ECONNREFUSED/, `Nothing listens there: start it, correct REDIS_URL, or ${OWN}.`],
  [/ENOTFOUND|EAI_AGAIN/, `No such host is known here: correct REDIS_URL, or ${OWN}.`],
  [/EHOSTUNREACH|ENETUNREACH/, `No way leads there from here: is a VPN or a tunnel down?`],
  [/WRONGPASS|invalid password/i, "It takes another user or password: correct those in REDIS_URL."],
  [
    /NOAUTH/,
    "It wants a password: write it as redis://USER:PASSWORD@HOST, or :PASSWORD@ for the default user.",
  ],
  [
    /NOPERM/,
    "Its user may not do what the pipeline does: allow it +@connection +@read +@write +@scripting +info on all keys (~*).",
  ],
  [
    /altnames|does not match certificate/i,
    "Its certificate is for another name: write the host as the certificate does.",
  ],
  [/certificate has expired|not yet valid/i, "Renew its certificate, or set the clock of this machine."],
  [
    /self.signed certificate|unable to (verify|get)|certificate/i,
    "Its certificate is signed by an authority that is not known here: name the authority's own certificate, a PEM file, in NODE_EXTRA_CA_CERTS.",
  ],
  [
    /wrong version number|packet length|EPROTO|SSL routines/i,
    "It speaks no TLS there: write redis:// instead of rediss://.",
  ],
  [/DENIED/, "It is in protected mode: give it a password, or let it listen on loopback."],
  [/Protocol error|RESP type/, "What answers there is no Redis: correct host and port."],
  [/LOADING/, "It is loading its data: try again in a moment."],
  [/max number of clients/, "It has all the clients that it takes: end some, or raise its maxclients."],
];

/** The sentence that follows the message of a `RedisUnavailable`. */
export function adviceFor(message: string, tls: boolean): string {
  const known = KNOWN.find(([said]) => said.test(message));
  if (known !== undefined) return known[1];
  // A server that awaits TLS cuts off whoever begins without, and one without it waits for the end of the line.
  const other = tls
    ? " If it speaks no TLS, write redis:// instead of rediss://."
    : " If it speaks TLS, write rediss:// instead of redis://.";
  return `Check host, port and what stands between.${other} Or ${OWN}.`;
}
