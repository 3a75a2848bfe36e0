import type { SourceMapping } from "../../../shared/mapping/source-mapping.ts";
import type { LocalRuntime } from "../runtime/types.ts";
import { behindHistory } from "./behind-history.ts";
import type { Deployed } from "./deploy-stack.ts";
import type { EventSource } from "./event-source.ts";
import type { Watched } from "./follow.ts";
import type { PastWeeks } from "./history.ts";
import type { RunOptions } from "./options.ts";
import { packSettings } from "./places.ts";
import type { Services } from "./services.ts";
import { openSource, type SourceIndex } from "./source.ts";
import { startHistory } from "./start-history.ts";
import type { RunWatch } from "./watch.ts";

/** Events begin to flow: those of the past weeks first, where the options want some. */
export function startSource(
  options: RunOptions,
  mapping: SourceMapping,
  { services, deployed, watch }: { services: Services; deployed: Deployed; watch: RunWatch },
): { source: EventSource; history: PastWeeks | undefined } {
  const { aws, documents } = services;
  const { runtime, places } = deployed;
  const { ledger, follower } = watch;
  follower.watch(places, aws, documents.polled ? watchedOf(documents, runtime) : {});
  // The schedule's first tick is a minute away.
  if (documents.polled) void runtime.schedules.runNow("produce");
  const packs = packSettings(runtime);
  const open = () => openSource(options, mapping, documents, aws, places, packs, ledger);
  if (options.history === 0) return { source: open(), history: undefined };
  const history = startHistory(options, { aws, places, packs, ledger, runtime });
  return { source: behindHistory(history, open), history };
}

/** Of an index that is not the run's own, only the produce function knows what stood in it. */
function watchedOf({ local, index }: SourceIndex, { functions }: LocalRuntime): Watched {
  if (local) return { read: { name: index, onSettled: (before) => local.release(before) } };
  return {
    producer: {
      accessKeyId: functions.environment("produce").AWS_ACCESS_KEY_ID!,
      component: "produce",
    },
  };
}
