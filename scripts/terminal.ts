/**
 * C0 and C1 controls but the line end and the tab, among them the escape that begins a terminal's commands; and the
 * characters that turn the direction of text or end a line, by which text can pass for other text.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text that does nothing to a terminal but stand there: what would is replaced by "�", so that it can be seen. */
export const printable = (text: string): string => text.replace(CONTROLS, "\ufffd");

/** JSON that says the same, and does nothing to a terminal either. */
export const printableJson = (json: string): string =>
  json.replace(CONTROLS, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** `printable` on one line, so that what stands in an event cannot pass for a line of ours. */
export const oneLine = (text: string): string => printable(text.replace(/[\t-\r\x85\u2028\u2029]+/g, " "));

let isJsonAsked = false;

/** From now on the standard output is for one document alone (`--json`), and what people read goes to the other. */
export function speakJson(): void {
  isJsonAsked = true;
}

export const speaksJson = (): boolean => isJsonAsked;

/** Texts of events and files end in what commands print, and nobody looks them over first. */
export function print(text: string): void {
  (isJsonAsked ? process.stderr : process.stdout).write(printable(text));
}

/** A line of it. */
export const printLine = (text: string): void => print(`${text}\n`);

/** What came of a command: its text, or with --json the document that says the same. To be called once. */
export function printResult(document: unknown, text: string): void {
  if (isJsonAsked) process.stdout.write(`${printableJson(JSON.stringify(document, null, 2))}\n`);
  else print(text);
}

export function printError(text: string): void {
  process.stderr.write(printable(text));
}
