import { xmlText } from "../gateway/aws-error.ts";
import type { HttpAnswer } from "../gateway/message.ts";

/** An element: text, or children; undefined children are left out. */
export function element(name: string, ...children: (string | undefined)[]): string {
  return `<${name}>${children.join("")}</${name}>`;
}

export const textElement = (name: string, value: string | number | boolean): string =>
  element(name, xmlText(String(value)));

export function xmlAnswer(name: string, ...children: (string | undefined)[]): HttpAnswer {
  const root = `<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${children.join("")}</${name}>`;
  return {
    status: 200,
    headers: { "content-type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${root}`,
  };
}

/** The texts of all elements of that name, for the small documents that clients send. */
export function textsOf(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map((match) => plain(match[1]!));
}

const ENTITIES: Record<string, string> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function plain(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-fA-F]+)|(\w+));/g, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return ENTITIES[name] ?? whole;
  });
}
