/** What a command returns: a string is a simple one ("OK"), bytes are a bulk one. */
export type RedisReply =
  | null
  | number
  | string
  | Buffer
  | Error
  | readonly RedisReply[]
  | ReadonlyMap<string, RedisReply>;

export class ProtocolError extends Error {
  override name = "ProtocolError";
}

const MAX_ARGUMENTS = 1024 * 1024;
const LONGEST_ARGUMENT = 512 * 1024 * 1024;
const STAR = 42;
const DOLLAR = 36;
const END = Buffer.from("\r\n");

/** Cuts the bytes of a connection into requests: arrays of bulk strings, or a line of words. */
export class RequestParser {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #missing = 0;
  #request: Buffer[] = [];

  /** Requests that the chunk completes. Throws `ProtocolError`, after which the connection is of no use. */
  push(chunk: Buffer): Buffer[][] {
    this.#bytes =
      this.#at === this.#bytes.length ? chunk : Buffer.concat([this.#bytes.subarray(this.#at), chunk]);
    this.#at = 0;
    const requests: Buffer[][] = [];
    while (this.#missing > 0 ? this.#argument() : this.#begin()) {
      if (this.#missing > 0) continue;
      if (this.#request.length > 0) requests.push(this.#request);
      this.#request = [];
    }
    return requests;
  }

  #begin(): boolean {
    const line = this.#line(this.#at);
    if (line === undefined) return false;
    if (this.#bytes[this.#at] === STAR) this.#missing = numberIn(line.text, MAX_ARGUMENTS);
    else this.#request = line.text.split(" ").flatMap((word) => (word === "" ? [] : Buffer.from(word)));
    this.#at = line.end;
    return true;
  }

  #argument(): boolean {
    const line = this.#line(this.#at);
    if (line === undefined) return false;
    if (this.#bytes[this.#at] !== DOLLAR) throw new ProtocolError("expected '$'");
    const end = line.end + numberIn(line.text, LONGEST_ARGUMENT);
    if (this.#bytes.length < end + END.length) return false;
    this.#request.push(this.#bytes.subarray(line.end, end));
    this.#at = end + END.length;
    this.#missing -= 1;
    return true;
  }

  #line(from: number): { text: string; end: number } | undefined {
    const end = this.#bytes.indexOf(END, from);
    if (end < 0) return undefined;
    return { text: this.#bytes.toString("latin1", from, end), end: end + END.length };
  }
}

function numberIn(line: string, most: number): number {
  const number = Number(line.slice(1));
  if (!Number.isInteger(number) || number < 0 || number > most) throw new ProtocolError("invalid length");
  return number;
}

/** Writes a reply as the connection's protocol version has it. */
export function encodeReply(reply: RedisReply, protocol: 2 | 3): Buffer {
  const parts: Buffer[] = [];
  append(reply, protocol, parts);
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}

function append(reply: RedisReply, protocol: 2 | 3, parts: Buffer[]): void {
  if (reply === null) parts.push(Buffer.from(protocol === 3 ? "_\r\n" : "$-1\r\n"));
  else if (typeof reply === "number") parts.push(Buffer.from(`:${reply}\r\n`));
  else if (typeof reply === "string") parts.push(Buffer.from(`+${reply}\r\n`));
  else if (Buffer.isBuffer(reply)) parts.push(Buffer.from(`$${reply.length}\r\n`), reply, END);
  else if (reply instanceof Error) parts.push(Buffer.from(`-${reply.message}\r\n`));
  else if (reply instanceof Map) {
    parts.push(Buffer.from(protocol === 3 ? `%${reply.size}\r\n` : `*${reply.size * 2}\r\n`));
    for (const [key, value] of reply) {
      append(Buffer.from(key), protocol, parts);
      append(value, protocol, parts);
    }
  } else appendList(reply as readonly RedisReply[], protocol, parts);
}

function appendList(list: readonly RedisReply[], protocol: 2 | 3, parts: Buffer[]): void {
  parts.push(Buffer.from(`*${list.length}\r\n`));
  for (const one of list) append(one, protocol, parts);
}
