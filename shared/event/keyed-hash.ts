import { createHmac } from "node:crypto";

/** 128 bits, in hexadecimal: the same text has the same hash, and without the key nobody makes the text of it. */
export const keyedHash = (text: string, key: string): string =>
  createHmac("sha256", key).update(text).digest("hex").slice(0, 32);
