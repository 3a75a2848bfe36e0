/** An error as Elasticsearch responds with it. */
export class SearchError extends Error {
  override name = "SearchError";
  readonly status: number;
  readonly type: string;

  constructor(status: number, type: string, reason: string) {
    super(reason);
    this.status = status;
    this.type = type;
  }

  /** The body that goes with the status. */
  toJSON() {
    const cause = { type: this.type, reason: this.message };
    return { error: { root_cause: [cause], ...cause }, status: this.status };
  }
}
