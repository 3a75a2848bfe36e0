interface Readable {
  name: string;
}

/**
 * Views in an order in which each reads only those before it; where none reads another, as they were given.
 * @param namesIn the names of the tables and views that the view reads
 * Throws a sentence where views read each other in a circle.
 */
export function inReadingOrder<View extends Readable>(
  views: readonly View[],
  namesIn: (view: View) => readonly string[],
): View[] {
  const waiting = new Map(views.map((view) => [view, namesIn(view)]));
  const ordered: View[] = [];
  while (waiting.size > 0) {
    const names = new Set([...waiting.keys()].map(({ name }) => name));
    const ready = [...waiting].find(([, read]) => !read.some((name) => names.has(name)));
    if (!ready) throw new Error(`The views ${[...names].join(", ")} read each other in a circle.`);
    ordered.push(ready[0]);
    waiting.delete(ready[0]);
  }
  return ordered;
}
