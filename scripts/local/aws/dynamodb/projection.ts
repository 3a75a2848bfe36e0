import type { Item } from "../contract.ts";
import { parseProjection, project } from "./expression/path.ts";
import { Placeholders } from "./expression/placeholders.ts";
import type { Input } from "./input.ts";

/** What a request's ProjectionExpression makes of an item. It is the last of a request's expressions to be read. */
export function projection(request: Input, placeholders = new Placeholders(request)): (item: Item) => Item {
  const text = request.ProjectionExpression;
  const paths = typeof text === "string" ? parseProjection(text, placeholders) : undefined;
  placeholders.assertAllUsed();
  return (item) => (paths === undefined ? item : project(item, paths));
}
