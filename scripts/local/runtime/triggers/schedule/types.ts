export interface ScheduleStatus {
  name: string;
  function: string;
  /** As declared: `rate(…)`. */
  expression: string;
  running: boolean;
  /** Epoch ms of the next start; undefined while it is off. */
  next?: number;
}
