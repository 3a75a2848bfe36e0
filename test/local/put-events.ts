import { expect } from "@jest/globals";
import type { LocalRun } from "../../scripts/local/run/index.ts";
import { localPublish } from "../../scripts/local/run/local-publish.ts";
import { packSettings, placesOf } from "../../scripts/local/run/places.ts";

/** Puts events of one device on the raw stream of a run. */
export async function putEvents(
  { aws, runtime }: LocalRun,
  device: string,
  texts: readonly string[],
): Promise<void> {
  const source = {
    stream: "test",
    shard_id: "0",
    sequence_number: "0",
    subsequence_number: 0,
    arrival_time: "",
  };
  const publish = localPublish(aws, placesOf(runtime), packSettings(runtime));
  const { left } = await publish(
    texts.map((text) => ({ text, device, source })),
    Date.now() + 60_000,
  );
  expect(left).toEqual([]);
}
