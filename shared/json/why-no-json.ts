/** What JSON has for a value that programs of other languages write otherwise. */
const INSTEAD: Readonly<Record<string, string>> = {
  NaN: "null",
  nan: "null",
  Infinity: "null",
  inf: "null",
  None: "null",
  undefined: "null",
  True: "true",
  False: "false",
};
const WORD = new RegExp(`[[:,]\\s*(-?(${Object.keys(INSTEAD).join("|")}))(?=\\s*[,\\]}])`);
const COMMENTS = "it holds comments, which JSON does not have";
/** What people and other notations write into lists and objects, of which the texts are taken out. */
const otherForms: readonly (readonly [RegExp, string])[] = [
  // A dict, or a list of them, as Python prints it.
  [/^\[?\s*\{\s*'/, "its texts stand in single quotes, for which JSON has double ones"],
  [/[\s,[{}\]](?:\/\/|\/\*)/, COMMENTS],
  [/,\s*[\]}]/, "a comma stands before a closing bracket, where JSON has none"],
  [/[{,]\s*[A-Za-z_$][\w$]*\s*:/, "its names stand without quotes, for which JSON has double ones"],
];
const TEXTS = /"(?:[^"\\]|\\[\s\S])*"?/g;

/**
 * That a text is no JSON, and what its writer can change if that can be told. No part of the text is shown but for a word
 * of the list, since it may be personal data.
 * @param place where reading ended, if that is known
 */
export function noJsonMessage(text: string, place?: string): string {
  const why = whyNoJson(text);
  return `the record is no JSON text${place === undefined ? "" : ` (${place})`}${why === undefined ? "" : `: ${why}`}`;
}

function whyNoJson(text: string): string | undefined {
  const bare = text.replace(TEXTS, '""');
  const [, shown, word] = WORD.exec(bare) ?? [];
  if (word !== undefined) return `it holds ${shown}, for which JSON has ${INSTEAD[word]}`;
  const start = bare.trimStart();
  if (/^(?:#|\/\/|\/\*)/.test(start)) return COMMENTS;
  return /^[[{]/.test(start) ? otherForms.find(([form]) => form.test(start))?.[1] : undefined;
}
