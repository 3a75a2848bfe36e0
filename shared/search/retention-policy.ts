/** A policy of Index State Management, as `PUT _plugins/_ism/policies/NAME` takes it. */
export interface RetentionPolicy {
  policy: {
    description: string;
    default_state: string;
    states: object[];
    ism_template: { index_patterns: string[]; priority: number }[];
  };
}

/**
 * Deletes each daily index after so many days. An index is as old as its first event's arrival, so an index of late events
 * stays for as long as they were late at most.
 */
export const retentionPolicy = (alias: string, keepDays: number): RetentionPolicy => ({
  policy: {
    description: `Deletes the indices of ${alias} after ${keepDays} days`,
    default_state: "kept",
    states: [
      {
        name: "kept",
        actions: [],
        transitions: [{ state_name: "deleted", conditions: { min_index_age: `${keepDays}d` } }],
      },
      { name: "deleted", actions: [{ delete: {} }], transitions: [] },
    ],
    ism_template: [{ index_patterns: [`${alias}-*`], priority: 200 }],
  },
});
