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

/** Refuses what is asked and cannot be understood here. */
export function refuse(reason: string): never {
  throw new SearchError(400, "parsing_exception", reason);
}

/** What is responded to a request that failed. */
export function errorResponse(error: unknown): { status: number; body: object } {
  if (error instanceof SearchError) return { status: error.status, body: error.toJSON() };
  if (error instanceof SyntaxError)
    return { status: 400, body: new SearchError(400, "parse_exception", error.message).toJSON() };
  return { status: 500, body: new SearchError(500, "exception", String(error)).toJSON() };
}
