/** Why an event of the period is no row, by the names that the card has. */
const whys: Readonly<Record<string, string>> = {
  bots: "of bots",
  without_session: "without a session",
  session_not_over: "of sessions that were not over when the archive ended",
  without_label: "without a label",
  not_sampled: "not in the sample",
};

/** Events that are left out, as a sentence goes on: 76 events of sessions that … */
export const leftOutWords = (counts: readonly (readonly [why: string, count: number])[]): string =>
  counts
    .map(
      ([why, count]) =>
        `${count} ${count === 1 ? "event" : "events"} ${whys[why] ?? why.replaceAll("_", " ")}`,
    )
    .join(", ");
