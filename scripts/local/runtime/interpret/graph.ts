import type { Block } from "./document.ts";
import { references } from "./resolve.ts";
import { TemplateError } from "./template.ts";

/** Address that a reference stands for; undefined for variables, locals and the like. */
export function addressOf(steps: readonly (string | number)[]): string | undefined {
  const [first, second, third] = steps;
  if (first === "data") return `data.${second}.${third}`;
  const named = ["var", "local", "path", "terraform", "each", "count", "self"];
  return named.includes(String(first)) || second === undefined ? undefined : `${first}.${second}`;
}

/**
 * The wanted blocks, and those that they need, in an order in which each comes after what it refers to.
 * Throws a sentence for a reference to nothing and for a circle.
 */
export function inOrder(
  blocks: readonly Block[],
  locals: Readonly<Record<string, unknown>>,
  wanted: (block: Block) => boolean = () => true,
): Block[] {
  const known = new Map(blocks.map((block) => [block.address, block]));
  const ordered = new Set<Block>();
  const path: Block[] = [];

  function needs(block: Block): string[] {
    try {
      const { depends_on: dependsOn, ...body } = block.body;
      const steps = references(body);
      const throughLocals = steps.filter(([first]) => first === "local").length > 0 ? references(locals) : [];
      const addresses = [...steps, ...throughLocals]
        .map(addressOf)
        .filter((address) => address !== undefined);
      return [...addresses, ...((dependsOn ?? []) as string[])];
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      throw new Error(`${block.address}: the local runtime cannot read ${error.message}.`);
    }
  }

  function visit(block: Block): void {
    if (ordered.has(block)) return;
    if (path.includes(block)) {
      const circle = [...path.slice(path.indexOf(block)), block].map(({ address }) => address);
      throw new Error(`These resources refer to each other in a circle: ${circle.join(" → ")}.`);
    }
    path.push(block);
    for (const address of needs(block)) {
      const needed = known.get(address);
      if (!needed)
        throw new Error(`${block.address} refers to ${address}, which the stack does not declare.`);
      visit(needed);
    }
    path.pop();
    ordered.add(block);
  }

  blocks.filter(wanted).forEach(visit);
  return [...ordered];
}
