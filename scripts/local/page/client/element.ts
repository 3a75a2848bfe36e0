/** What can stand in an element; texts go in as text nodes, since payloads of failed events are anybody's text. */
export type Content = Node | string | number | undefined;

type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** A new element; an attribute that is false or undefined is left out. */
export function newElement<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...content: Content[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  made.append(
    ...content
      .filter((each) => each !== undefined)
      .map((each) => (each instanceof Node ? each : String(each))),
  );
  return made;
}

export const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no ${id}.`);
  return found;
};

/** Offers choices, and keeps what is chosen as long as it is there. An open list stays as it is unless they changed. */
export function offer(
  select: HTMLSelectElement,
  names: readonly string[],
  labelOf: (name: string) => string = (name) => name,
): void {
  if (names.length === select.options.length && names.every((name, at) => select.options[at]!.value === name))
    return;
  const chosen = select.value;
  select.replaceChildren(...names.map((name) => newElement("option", { value: name }, labelOf(name))));
  if (names.includes(chosen)) select.value = chosen;
}
