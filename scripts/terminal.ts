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

/** Texts of events and files end in what commands print, and nobody looks them over first. */
export function print(text: string): void {
  process.stdout.write(printable(text));
}

export function printError(text: string): void {
  process.stderr.write(printable(text));
}
