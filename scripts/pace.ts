const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

/** As 12,345. */
export const grouped = (count: number): string => whole.format(count);

/** Rates are taken over this time, ms: longer than a hiccup, shorter than what a person waits for. */
const WINDOW_MS = 10_000;

/** How fast something goes, and how long it will still take. */
export class ProgressPace {
  readonly #samples: { at: number; share: number; count: number }[] = [];

  /**
   * @param share how much of the whole is done, 0 to 1
   * @param count of what is done
   * @param now epoch ms, or any other clock of ms
   */
  sample(share: number, count: number, now: number): void {
    this.#samples.push({ at: now, share, count });
    while (this.#samples.length > 2 && now - this.#samples[1]!.at >= WINDOW_MS) this.#samples.shift();
  }

  /** Counted a second; undefined before there are two samples. */
  get rate(): number | undefined {
    const span = this.#span();
    return span && span.count / span.seconds;
  }

  /** Seconds that the rest will take; undefined as long as nothing moves. */
  get rest(): number | undefined {
    const span = this.#span();
    return span && span.share > 0
      ? ((1 - this.#samples.at(-1)!.share) * span.seconds) / span.share
      : undefined;
  }

  #span() {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.at <= first.at) return undefined;
    return {
      seconds: (last.at - first.at) / 1000,
      share: last.share - first.share,
      count: last.count - first.count,
    };
  }
}

const BAR = 24;

/** `█████░░░░░ 52 %  1,234 events  310/s  8 s left`. */
export function progressText(
  share: number,
  count: number,
  what: string,
  { rate, rest }: Pick<ProgressPace, "rate" | "rest">,
): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR);
  const parts = [
    `${"█".repeat(full)}${"░".repeat(BAR - full)} ${Math.floor(share * 100)} %`,
    `${grouped(count)} ${what}`,
    ...(rate === undefined ? [] : [`${grouped(rate)}/s`]),
    ...(rest === undefined ? [] : [`${timeText(rest)} left`]),
  ];
  return parts.join("  ");
}

/** @param seconds as 8 s, 3 min or 1.5 h */
export function timeText(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  return seconds < 6_000 ? `${Math.ceil(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}
