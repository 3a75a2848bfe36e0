/** Rows that were not loaded, by reason. */
export class Rejections {
  readonly #byReason = new Map<string, { rows: number; firstLine: number }>();

  add(reason: string, line: number): void {
    const known = this.#byReason.get(reason);
    if (known === undefined) this.#byReason.set(reason, { rows: 1, firstLine: line });
    else known.rows += 1;
  }

  get rows(): number {
    return [...this.#byReason.values()].reduce((sum, { rows }) => sum + rows, 0);
  }

  /** One line a reason, the most frequent first. */
  lines(): string[] {
    return [...this.#byReason]
      .sort(([, one], [, other]) => other.rows - one.rows)
      .map(
        ([reason, { rows, firstLine }]) =>
          `${rows.toLocaleString("en-US")} ${rows === 1 ? "row" : "rows"}: ${reason} (first in line ${firstLine})`,
      );
  }
}
