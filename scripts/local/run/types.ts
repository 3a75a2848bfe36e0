import type { Enforcement } from "../iam/index.ts";
import type { LocalPage } from "../page/server.ts";
import type { InvocationHooks } from "../runtime/lambda/types.ts";
import type { LocalRuntime } from "../runtime/types.ts";
import type { EventSource } from "./event-source.ts";
import type { PastWeeks } from "./history.ts";
import type { Ledger } from "./ledger.ts";
import type { Standing } from "./left-undone.ts";
import type { RunReport } from "./report.ts";
import type { RunSearch } from "./search.ts";
import type { Services } from "./services.ts";
import type { Observer } from "./state.ts";

/** Resources of a synthesised stack by type and name. */
export interface TerraformJson {
  resource: Record<string, Record<string, Record<string, unknown>>>;
}

/** What a test of faults may reach into; a run by hand leaves it all alone. */
export interface Interference {
  hooks?: InvocationHooks;
  /** Settings of the deployed environment to change for this run, as in `infra/environments.ts`. */
  environment?: Record<string, unknown>;
  /** Changes the synthesised stack before it runs. */
  edit?(stack: TerraformJson): void;
  /** Keep Redis' data when it is killed. */
  persistRedis?: boolean;
}

export interface LocalRun extends Services {
  runtime: LocalRuntime;
  ledger: Ledger;
  source: EventSource;
  /** The past weeks, where they come first. */
  history: PastWeeks | undefined;
  page: LocalPage | undefined;
  observer: Observer;
  /** What a person reads of the tables of one's own that were loaded. */
  tables: readonly string[];
  /** Where events are copied to be explored. */
  search: RunSearch | undefined;
  /** With `enforceIam`. */
  iam: Enforcement | undefined;
  /** Rejects when the run cannot go on, with what the user can do about it. */
  failed: Promise<never>;
  /** How far it is, for one that is not drained. */
  standing(): Standing;
  /** Resolves once every event that was read is in its place, or nothing has moved for long; the report says which. */
  drained(): Promise<void>;
  report(): Promise<RunReport>;
  stop(): Promise<void>;
}
