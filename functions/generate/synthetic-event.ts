import type { ReasonName, Stage } from "../../shared/failure/failed-event.ts";

export interface SyntheticEvent {
  /** The raw event as one line of compact JSON, or a malformed one, which is also one line. */
  text: string;
  /** `deviceOf` the event; "" where a malformed one does not say. */
  device: string;
  /** Set on a malformed event: where it is expected to end, and why. */
  bad?: Bad;
}

/** Where a malformed event must end. */
export interface Bad {
  kind: string;
  stage: Stage;
  reason: ReasonName;
}
