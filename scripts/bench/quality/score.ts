/** How a subject stands on a fixture. `weight` is that of the right ones among all, where cases have weights. */
export interface Score {
  subject: string;
  n: number;
  right: number;
  wrong: number;
  unknown: number;
  share: number;
}

/** One case: what is expected and what was given; undefined is not known. */
export interface Judged {
  subject: string;
  right: boolean;
  unknown?: boolean;
  weight?: number;
}

/** The scores of cases, by subject in the order in which they came. */
export function qualityScores(cases: Iterable<Judged>): Score[] {
  const sums = new Map<string, Score & { weight: number }>();
  for (const { subject, right, unknown = false, weight = 1 } of cases) {
    let sum = sums.get(subject);
    if (sum === undefined) {
      sum = { subject, n: 0, right: 0, wrong: 0, unknown: 0, share: 0, weight: 0 };
      sums.set(subject, sum);
    }
    sum.n += 1;
    sum.weight += weight;
    if (right) {
      sum.right += 1;
      sum.share += weight;
    } else if (unknown) sum.unknown += 1;
    else sum.wrong += 1;
  }
  return [...sums.values()].map(({ weight, ...sum }) => ({ ...sum, share: sum.share / weight }));
}

/** A line a score. */
export function scoreTable(scores: readonly Score[]): string {
  const rows = [
    ["subject", "n", "right", "wrong", "unknown", "share"],
    ...scores.map(({ subject, n, right, wrong, unknown, share }) => [
      subject,
      ...[n, right, wrong, unknown].map(String),
      `${(100 * share).toFixed(1)} %`,
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return `${rows
    .map((row) =>
      row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join("  "),
    )
    .join("\n")}\n`;
}
