import { matchesSearch, searchOf } from "../../event-search.ts";
import type { SummaryJson } from "../../replay/summary.ts";
import type { RunMetrics } from "../metrics/run-metrics.ts";
import type { FailureShown } from "../run/live.ts";
import type { Observed, Observer } from "../run/state.ts";
import type { KeptResults, KeptRows } from "../runtime/athena/kept-results.ts";
import type { QueryResult } from "../runtime/athena/types.ts";
import { figuresOf } from "./figures.ts";
import { personPathSql } from "./person-path.ts";
import { type ReplayRequest, replayLocally } from "./replay-request.ts";
import { type ShownPrediction, shownPrediction } from "./shown-prediction.ts";
import type { PageState, SeriesPoint } from "./state.ts";

/** Events that match a search, as the lines of JSON that they are. */
export interface FoundEvents {
  /** The newest first. */
  events: string[];
  /** Among how many of the latest events was looked. */
  searched: number;
}

/** Everything that the page can be asked for. */
export interface PageContent {
  state(): PageState;
  /** Points behind `since`, epoch ms. */
  series(since: number): SeriesPoint[];
  /** @param source of the events; empty for all of them */
  figure(name: string, source: string): Promise<KeptRows | undefined>;
  /** The sources that figures can be asked for. */
  sources(): Promise<KeptRows>;
  events(search: string): FoundEvents;
  person(id: string): Promise<QueryResult>;
  failures(search: string): FailureShown[];
  predictions(): ShownPrediction[];
  replay(request: ReplayRequest): Promise<SummaryJson>;
  /** The run's figures for Prometheus. */
  metrics: Pick<RunMetrics, "contentType" | "text">;
}

/** Rows that one response holds at most. */
const MAX_ROWS = 100;

export interface ContentParts extends Pick<Observed, "live" | "runtime" | "aws"> {
  observer: Observer;
  metrics: PageContent["metrics"];
  results: KeptResults;
  predictionsTable: string;
  /** Folder of the run. */
  data: string;
}

export function pageContent(parts: ContentParts): PageContent {
  const { live, runtime, aws, observer, metrics, data } = parts;
  const figures = figuresOf(runtime.queries, parts.results);
  const table = aws.dynamodb.table(parts.predictionsTable);
  return {
    state: observer.state,
    series: (since) => observer.series.points(since),
    figure: figures.rows,
    sources: figures.sources,
    person: (id) => runtime.queries.run(personPathSql(id)),
    events: (text) => foundIn(live.newestLines(), text),
    failures(text) {
      const search = searchOf(text);
      return [...live.failures.newestFirst()]
        .filter((failure) => matchesSearch(search, JSON.stringify(failure)))
        .slice(0, MAX_ROWS);
    },
    predictions: () =>
      [...live.predictions.newestFirst()].flatMap((stored) => shownPrediction(stored, table) ?? []),
    replay: (request) => replayLocally(request, data),
    metrics,
  };
}

function foundIn(lines: Iterable<Uint8Array>, text: string): FoundEvents {
  const search = searchOf(text);
  const events: string[] = [];
  let searched = 0;
  for (const line of lines) {
    if (events.length === MAX_ROWS) break;
    searched += 1;
    const event = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString();
    if (matchesSearch(search, event)) events.push(event);
  }
  return { events, searched };
}
