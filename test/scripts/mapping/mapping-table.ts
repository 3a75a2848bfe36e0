import { type Rules, rulesOf, type SourceMapping } from "../../../shared/mapping/source-mapping.ts";

/** Where an attribute comes from, for a person: the paths of its rules, in their order. */
function sourcesOf(rules: Rules): string {
  const parts = rulesOf(rules).flatMap(({ path = [], constant, template, seconds_between }) => [
    ...path.map((each) => `\`${each}\``),
    ...(template === undefined ? [] : [`\`${template.replaceAll("\n", " ")}\``]),
    ...(seconds_between === undefined ? [] : ["the time between two"]),
    ...(constant === undefined ? [] : [`"${constant}"`]),
  ]);
  return [...new Set(parts)].join(", ").replaceAll("|", "\\|");
}

/** A mapping as lines of Markdown, theirs → ours; what no line names is left, and stands under properties. */
export function mappingTable({ name, description, fields = {}, lists = {} }: SourceMapping): string {
  const rows = Object.entries(fields).map(([target, rules]) => `| ${sourcesOf(rules)} | \`${target}\` |`);
  const ofLists = Object.entries(lists).flatMap(([target, { path, fields: rowFields }]) =>
    Object.entries(rowFields).map(
      ([field, rules]) => `| ${sourcesOf(rules as Rules)} of ${[path].flat()[0]} | \`${target}.${field}\` |`,
    ),
  );
  return [`**${name}**: ${description}.`, "", "| theirs | ours |", "| --- | --- |", ...rows, ...ofLists].join(
    "\n",
  );
}
