import type { PageContent } from "../../scripts/local/page/content.ts";
import { pageState } from "./page-state.ts";

/** A page of a run in which nothing has happened. */
export const emptyPage = (override: Partial<PageContent> = {}): PageContent => ({
  state: () => pageState(),
  series: () => [],
  figure: async () => undefined,
  sources: async () => ({ columns: [], rows: [], seconds: 0, at: 0 }),
  events: () => ({ events: [], searched: 0 }),
  person: async () => ({ columns: [], rows: [], seconds: 0 }),
  failures: () => [],
  predictions: () => [],
  replay: async () => ({
    applied: false,
    ready: 0,
    skipped: 0,
    perhaps_processed: 0,
    groups: [],
    changes: [],
    complaints: [],
  }),
  metrics: { contentType: "text/plain; version=0.0.4", text: async () => "" },
  ...override,
});
