/** Asks the run for JSON. Throws its sentence where it refuses. */
export async function requested<Response>(path: string, post?: unknown): Promise<Response> {
  const response = await fetch(path, {
    ...(post !== undefined && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(post),
    }),
  });
  const isJson = response.headers.get("content-type")?.startsWith("application/json");
  const body = isJson ? await response.json() : await response.text();
  if (!response.ok) throw new Error(isJson ? body.error : body);
  return body as Response;
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Works one after the other: a browser has six connections to a host, and queries that wait for each other must not take
 * those of what is asked for every second.
 */
export function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const result = last.then(work);
  last = result.catch(() => {});
  return result;
}

/** Whoever wants to be told of a failed request waits for it; everybody else leaves the last figures standing. */
export const repeat = (everyMs: number, work: () => Promise<unknown>): void => {
  const round = async () => {
    // A page that nobody sees asks for nothing.
    if (!document.hidden) await work().catch(() => {});
    setTimeout(round, everyMs);
  };
  void round();
};
