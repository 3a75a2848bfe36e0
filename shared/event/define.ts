/** Defines rather than assigns, so that a key named `__proto__` is a key and not a prototype. */
export function define(map: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(map, name, { value, enumerable: true, configurable: true, writable: true });
}
