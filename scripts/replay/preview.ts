import { oneLine } from "../terminal.ts";

/** One changed event, for a person to see what a patch or a mapping does. */
export interface Preview {
  title: string;
  before: Readonly<Record<string, unknown>>;
  after: Readonly<Record<string, unknown>>;
}

const MAX_TEXT = 60;

/** The attributes that differ, before and after. */
export function previewLines({ title, before, after }: Preview): string {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changes = names.flatMap((name) => {
    const [was, is] = [shown(before, name), shown(after, name)];
    return was === is ? [] : [`  ${name}: ${was} → ${is}`];
  });
  return [title, ...changes].map(oneLine).join("\n");
}

function shown(event: Readonly<Record<string, unknown>>, name: string): string {
  if (!Object.hasOwn(event, name)) return "(absent)";
  const text = JSON.stringify(event[name]);
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`;
}
