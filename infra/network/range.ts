/** One of the 16 equal parts of an IPv4 /16 range, for example part 2 of 10.80.0.0/16 is 10.80.32.0/20. Throws a sentence. */
export function partOf(cidr: string, index: number): string {
  const octets = /^(\d{1,3})\.(\d{1,3})\.0\.0\/16$/.exec(cidr)?.slice(1).map(Number);
  if (!octets || octets.some((octet) => octet > 255))
    throw new Error(`The network's range is "${cidr}"; expected a /16 such as 10.80.0.0/16.`);
  return `${octets.join(".")}.${index * 16}.0/20`;
}

/** The last part: for the way out, and never for a zone. */
export const PUBLIC_PART = 15;
