import { expect, test } from "@jest/globals";
import { samplesOfRedis } from "../../../../scripts/local/metrics/run-samples.ts";

test.each([
  {
    description: "a Redis that responds",
    info: "# Memory\r\nused_memory:1024\r\nused_memory_human:1K\r\nevicted_keys:2\r\n",
    samples: {
      clickstream_redis_up: [[{}, 1]],
      clickstream_redis_memory_bytes: [[{}, 1024]],
      clickstream_redis_evicted_keys_total: [[{}, 2]],
      clickstream_redis_clients: [],
      clickstream_redis_commands_total: [],
    },
  },
  {
    description: "a Redis that does not: there is nothing to tell, and 0 would be wrong",
    info: undefined,
    samples: {
      clickstream_redis_up: [[{}, 0]],
      clickstream_redis_memory_bytes: [],
      clickstream_redis_evicted_keys_total: [],
      clickstream_redis_clients: [],
      clickstream_redis_commands_total: [],
    },
  },
])("of $description", ({ info, samples }) => {
  expect(Object.fromEntries(samplesOfRedis(info))).toEqual(samples);
});
