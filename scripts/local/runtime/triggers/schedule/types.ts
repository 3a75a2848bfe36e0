export interface Schedule {
  name: string;
  function: string;
  /** As declared: `rate(…)` or `cron(…)`. */
  expression: string;
  running: boolean;
  /** Epoch ms of the next start; undefined while it is off. */
  next?: number;
}
