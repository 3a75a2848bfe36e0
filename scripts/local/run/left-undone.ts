/** Events of a run as they stand: read so far (undefined where the source cannot tell), and not yet in their place. */
export interface Standing {
  read: number | undefined;
  raw: number;
  /** Failed before they reached the raw stream. */
  unpublished: number;
  outstanding: { enrich: number; predict: number };
}

/** What a run that ends at once leaves undone, as a sentence. */
export function leftUndone(standing: Standing | undefined): string {
  if (standing === undefined) return "Ended before the start was complete: nothing was read.";
  const { read, raw, unpublished, outstanding } = standing;
  const unread = Math.max(0, (read ?? 0) - raw - unpublished);
  const counts = [
    unread > 0 && `${unread} had not reached the raw stream`,
    outstanding.enrich > 0 && `${outstanding.enrich} were not enriched`,
    outstanding.predict > 0 && `${outstanding.predict} were not scored`,
  ].filter((count) => count !== false);
  const known = counts.length === 0 ? "all were enriched and scored" : counts.join(", ");
  return `Ended at once: of ${read ?? raw} events read, ${known}. What was not archived yet is not archived, and there is no summary.`;
}
