import type { LocalAws } from "../aws/contract.ts";
import type { LocalRuntime } from "../runtime/types.ts";
import { type PastWeeks, runHistory } from "./history.ts";
import type { Ledger } from "./ledger.ts";
import { localPublish } from "./local-publish.ts";
import type { RunOptions } from "./options.ts";
import type { PackSettings, Places } from "./places.ts";
import { roomIn } from "./room.ts";

/** While the past comes, nothing is late. */
export function startHistory(
  { history: days, seed, small }: RunOptions,
  parts: {
    aws: LocalAws;
    places: Places;
    packs: PackSettings;
    ledger: Ledger;
    runtime: LocalRuntime;
  },
): PastWeeks {
  const { aws, places, packs, ledger, runtime } = parts;
  ledger.latencies.measuring = false;
  // Few and large files: each costs every later query some time.
  runtime.firehose.waitAsDeclared(true);
  const history = runHistory({
    days,
    seed,
    publish: localPublish(aws, places, packs),
    room: roomIn(aws.kinesis.stream(places.rawStream), ledger, small),
    ledger,
    flush: () => runtime.firehose.flush(),
  });
  history.done.then(
    () => {
      // What is still under way when it is stopped is of the past.
      ledger.latencies.measuring = !history.stopped;
      runtime.firehose.waitAsDeclared(false);
    },
    // That ends the run.
    () => {},
  );
  return history;
}
