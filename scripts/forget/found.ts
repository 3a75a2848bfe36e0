/** What one place holds of somebody. */
export interface Found {
  place: string;
  /** What is counted there. */
  unit: string;
  count: number;
  /** Objects, files or keys that hold them. */
  objects: number;
  /** Why nothing is known of it; such a place is not done. */
  unknown?: string;
}

/** A place where something may be stored of somebody. */
export interface ForgettingPlace {
  name: string;
  find(): Promise<Found>;
  /**
   * Removes what `find` finds; called again it removes what is left. Returns how much it was, where that may be more than was
   * found before: something comes meanwhile.
   */
  remove(): Promise<number | undefined>;
}
