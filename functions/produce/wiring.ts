import type { CheckpointStore } from "../../shared/aws/checkpoints.ts";
import type { SourceMapping } from "../../shared/mapping/source-mapping.ts";
import type { Prepare } from "../../shared/publish/publish.ts";
import type { Settings } from "../../shared/settings/contract.ts";
import type { produceSettings } from "../../shared/settings/functions.ts";
import { eventsOfDocument } from "./document.ts";
import { type ProduceParts, produceHandler } from "./handler.ts";
import { progressOf, progressStore } from "./progress-store.ts";

/** What the producing function is given of the world: what leads out of it, and the clock. */
export interface ProduceEdge extends Pick<ProduceParts, "source" | "now" | "sleep" | "report"> {
  mapping: SourceMapping;
  checkpoints: CheckpointStore;
  prepare: Prepare;
}

type Wired = Pick<
  Settings<typeof produceSettings>,
  "ELASTICSEARCH_INDEX" | "LAG_SECONDS" | "OVERLAP_SECONDS" | "POLL_SECONDS" | "SLICES"
>;

export const wireProduce = ({ mapping, checkpoints, ...edge }: ProduceEdge, settings: Wired) =>
  produceHandler({
    ...edge,
    progress: progressStore(checkpoints, progressOf(settings.ELASTICSEARCH_INDEX), edge.sleep),
    eventsOf: (hit) => eventsOfDocument(mapping, hit),
    timing: { lagMs: settings.LAG_SECONDS * 1000, overlapMs: settings.OVERLAP_SECONDS * 1000 },
    slices: settings.SLICES,
    pollMs: settings.POLL_SECONDS * 1000,
  });
