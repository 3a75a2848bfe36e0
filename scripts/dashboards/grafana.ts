import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";
import { UserError } from "../user-error.ts";
import type { DataSource } from "./folder.ts";

export interface Grafana {
  url: string;
  /** Of a service account that may write data sources and dashboards. */
  token: string;
}

const FOLDER = "clickstream";
const TIMEOUT_MS = 30_000;

/** Data sources and dashboards into a running Grafana; what is there under the same ids is replaced. */
export async function importInto(
  grafana: Grafana,
  sources: readonly DataSource[],
  dashboards: readonly Dashboard[],
): Promise<void> {
  for (const source of sources) {
    const exists = await status(grafana, "GET", `/api/datasources/uid/${source.uid}`, undefined, [200, 404]);
    if (exists === 200) await status(grafana, "PUT", `/api/datasources/uid/${source.uid}`, source, [200]);
    else await status(grafana, "POST", "/api/datasources", source, [200]);
  }
  const folder = await status(grafana, "GET", `/api/folders/${FOLDER}`, undefined, [200, 404]);
  if (folder === 404)
    await status(grafana, "POST", "/api/folders", { uid: FOLDER, title: "Clickstream" }, [200]);
  for (const dashboard of dashboards)
    await status(
      grafana,
      "POST",
      "/api/dashboards/db",
      { dashboard, folderUid: FOLDER, overwrite: true },
      [200],
    );
}

async function status(
  { url, token }: Grafana,
  method: string,
  path: string,
  body: unknown,
  expected: readonly number[],
): Promise<number> {
  const address = new URL(path, url.endsWith("/") ? url : `${url}/`);
  // Grafana may live below a path.
  address.pathname = new URL(url).pathname.replace(/\/$/, "") + path;
  const response = await fetch(address, {
    method,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  }).catch((error: Error) => {
    const { cause } = error as { cause?: Error };
    throw new UserError(`Grafana at ${url} is out of reach: ${cause?.message ?? error.message}.`);
  });
  const text = await response.text();
  if (expected.includes(response.status)) return response.status;
  const why =
    response.status === 401 || response.status === 403
      ? " The token must be of a service account with the role Admin."
      : "";
  throw new UserError(
    `Grafana refused ${method} ${path} with ${response.status}: ${text.slice(0, 300)}.${why}`,
  );
}
