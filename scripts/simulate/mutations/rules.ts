/** A central rule, and the change of one place that breaks it. */
export interface Mutation {
  rule: string;
  file: string;
  /** Stands in the file exactly once. */
  text: string;
  broken: string;
  /** Tests that are asked when no seed shows it. */
  tests: string;
}

export const mutations: readonly Mutation[] = [
  {
    rule: "a state is written only over the version that was read",
    file: "scripts/local/redis/embedded/script.ts",
    text: "if (stored.equals(expected)) keyspace.set",
    broken: "if (true) keyspace.set",
    tests: "test/scripts/local/redis",
  },
  {
    rule: "a user whose write lost a race is read and folded again",
    file: "functions/enrich/apply.ts",
    text: "if (lost.has(user.user)) {",
    broken: "if (false) {",
    tests: "test/functions/enrich/handler.test.ts",
  },
  {
    rule: "nothing is emitted before it is remembered",
    file: "functions/enrich/apply.ts",
    text: ": await store.compareAndSet(writes, deadline);",
    broken: ": (void store.compareAndSet(writes, deadline).catch(() => {}), new Set<string>());",
    tests: "test/functions/enrich/handler.test.ts",
  },
  {
    rule: "a redelivered event gets the values that it got before",
    file: "functions/enrich/write/memory.ts",
    text: "if (start < 0) return undefined;",
    broken: "return undefined;",
    tests: "test/functions/enrich/handler.test.ts",
  },
  {
    rule: "a redelivered event of the present batch is not forgotten",
    file: "functions/enrich/write/memory.ts",
    text: "if (line <= memory.recalled) break;",
    broken: "",
    tests: "test/functions/enrich/reformed-batch.test.ts",
  },
  {
    rule: "what was not written is reported, and comes again",
    file: "shared/stream.ts",
    text: "return { batchItemFailures: [...new Set(failedIdentifiers)].map((itemIdentifier) => ({ itemIdentifier })) };",
    broken: "return { batchItemFailures: [] };",
    tests: "test/functions",
  },
  {
    rule: "failures that the failed path did not take keep their records",
    file: "shared/failure/place.ts",
    text: "return new Set(failed.filter(({ failure }) => unfiled.has(failure)).map(({ record }) => record));",
    broken: "return new Set();",
    tests: "test/functions/enrich/handler.test.ts",
  },
  {
    rule: "PutRecords: the entries count, not FailedRecordCount",
    file: "shared/aws/kinesis.ts",
    text: "return records.map((_, index): Refusal => {",
    broken:
      "if (answer.FailedRecordCount === 0) return records.map(() => undefined);\n      return records.map((_, index): Refusal => {",
    tests: "test/shared/aws",
  },
  {
    rule: "PutRecords: the next record of a key waits for the one before it",
    file: "shared/aws/key-queues.ts",
    text: "queue.refused += 1;",
    broken: "queue.records.push(...queue.records.splice(queue.head, 1));\n    queue.refused += 1;",
    tests: "test/shared/aws",
  },
  {
    rule: "BatchWriteItem: UnprocessedItems are written again",
    file: "shared/aws/dynamodb.ts",
    text: "if (!back?.length) return [];",
    broken: "if (back !== null) return [];",
    tests: "test/shared/aws",
  },
  {
    rule: "SendMessageBatch: only an id among the successful ones is sent",
    file: "shared/aws/sqs.ts",
    text: "if (sent.has(String(index))) return [];",
    broken: "if (sent.size > 0) return [];",
    tests: "test/shared/aws",
  },
  {
    rule: "a prediction's key holds the event_id",
    file: "shared/scoring/items.ts",
    text: "`${event.event_time}#${event.event_id}`",
    broken: "event.event_time",
    tests: "test/shared/scoring",
  },
  {
    rule: "predictions that carry an event_id are matched by it",
    file: "shared/scoring/predictions.ts",
    text: "given.some(carriesId) ? byEventId(given, eventIds) : given",
    broken: "given.some(carriesId) ? given.map((one) => withoutId(one as Identified)) : given",
    tests: "test/shared/scoring",
  },
  {
    rule: "a response that does not fit its request is no instance's fault",
    file: "shared/scoring/call.ts",
    text: "else if (chunk.attempt < MAX_MALFORMED) this.#again(chunk, now, false);",
    broken:
      'else if (verdict.kind === "malformed") this.#refused({ ...chunk, refusals: 1 }, { ...verdict, status: 200 }, now);',
    tests: "test/shared/scoring/scorer.test.ts",
  },
  {
    rule: "an instance is refused twice before it is rejected",
    file: "shared/scoring/call.ts",
    text: "const refusals = chunk.refusals + 1;",
    broken: "const refusals = REFUSALS;",
    tests: "test/shared/scoring/scorer.test.ts",
  },
  {
    rule: "produce: the cursor does not pass what the stream did not take",
    file: "functions/produce/handler.ts",
    text: "published: fresh.filter((hit) => !leftHits.has(hit)),\n        firstLeft: fresh.find((hit) => leftHits.has(hit)),",
    broken: "published: fresh,",
    tests: "test/functions/produce",
  },
  {
    rule: "produce: a document that became visible late is found",
    file: "functions/produce/progress.ts",
    text: "const due = settled === undefined || toMillis(settles) - toMillis(settled) >= overlapMs;",
    broken: "const due = settled === undefined;",
    tests: "test/functions/produce",
  },
  {
    rule: "archive: every recordId is answered",
    file: "functions/archive/handler.ts",
    text: "const records = work.map((each) => answer(each, again, room));",
    broken:
      'const records = work.map((each) => answer(each, again, room)).filter(({ result }) => result !== "Dropped");',
    tests: "test/functions/archive",
  },
  {
    rule: "archive: a line leaves its pack only once it is safe elsewhere",
    file: "functions/archive/handler.ts",
    text: "if (again.has(work)) return keep;",
    broken: "",
    tests: "test/functions/archive",
  },
  {
    rule: "trigger: the checkpoint is the lowest sequence number by value",
    file: "scripts/local/runtime/triggers/kinesis/response.ts",
    text: "BigInt(identifier) < BigInt(least) ? identifier : least,",
    broken: "identifier < least ? identifier : least,",
    tests: "test/scripts/local/runtime/triggers",
  },
  {
    rule: "trigger: records of one key are in one lane",
    file: "scripts/local/runtime/triggers/kinesis/poller.ts",
    text: "crc32(record.partitionKey) % lanes.length",
    broken: "crc32(record.sequenceNumber) % lanes.length",
    tests: "test/scripts/local/runtime/triggers",
  },
  {
    rule: "trigger: children of a shard wait for their parents",
    file: "scripts/local/runtime/triggers/kinesis/mapping.ts",
    text: "if (waits || pollers.has(shard.id)) continue;",
    broken: "if (pollers.has(shard.id)) continue;",
    tests: "test/scripts/local/runtime/triggers",
  },
  {
    rule: "the records of a batch that was given up are filed",
    file: "functions/failed/message.ts",
    text: 'if (isAbandonedBatch(value)) return { kind: "abandoned", batch: value };',
    broken: 'if (isAbandonedBatch(value)) return { kind: "rows", rows: [] };',
    tests: "test/functions/failed",
  },
  {
    rule: "a failure that is replayed and fails again leaves its original bytes where they are",
    file: "functions/failed/objects.ts",
    text: "`${row.failure_id} ${row.replay_count} ${row.payload_sha256}`",
    broken: "row.failure_id",
    tests: "test/functions/failed",
  },
  {
    rule: "a replayed event says what it said before",
    file: "functions/enrich/steps/fingerprint.ts",
    text: "scanned.replayed ? withoutReplayed(content.view().toString()) : content.view()",
    broken: "content.view()",
    tests: "test/functions/enrich/steps",
  },
  {
    rule: "a message is done with only once its rows are written",
    file: "functions/failed/handler.ts",
    text: "if (!(await attempt(record, deadline))) failed.push(record.messageId);",
    broken: "await attempt(record, deadline);",
    tests: "test/functions/failed",
  },
  {
    rule: "a session that a fail-over may have set back says so",
    file: "functions/enrich/session/doubt.ts",
    text: "for (const session of state.sessions) session.doubtful = true;",
    broken: "",
    tests: "test/functions/enrich",
  },
  {
    rule: "a session whose beginning a fail-over may have lost says so",
    file: "functions/enrich/session/doubt.ts",
    text: "if (!mayBeRest(opened, lostAt, now, rules) && !cut",
    broken: "if (now > 0 || !mayBeRest(opened, lostAt, now, rules) && !cut",
    tests: "test/functions/enrich",
  },
  {
    rule: "a state that cannot be read is no error, and its user's sessions say so",
    file: "functions/enrich/session/doubt.ts",
    text: "countDoubtful: true, lostAt: now, unreadable: true }",
    broken: "unreadable: true }",
    tests: "test/functions/enrich",
  },
  {
    rule: "the loss of a state is told of the sessions of later batches, too",
    file: "functions/enrich/session/doubt.ts",
    text: "Math.max(server.since, state.lostAt)",
    broken: "Math.max(server.since, state.unreadable ? state.lostAt : 0)",
    tests: "test/functions/enrich",
  },
  {
    rule: "a figure of another layout is found by its name",
    file: "functions/enrich/write/layouts.ts",
    text: "present.map((name) => other.indexOf(name));",
    broken: "present.map((name, place) => (other.includes(name) ? place : -1));",
    tests: "test/functions/enrich/write",
  },
  {
    rule: "what a state of format 1 remembers keeps its values",
    file: "functions/enrich/write/format-one.ts",
    text: "since === undefined ? undefined : since / 1000",
    broken: "since",
    tests: "test/functions/enrich/write",
  },
  {
    rule: "what a state of format 1 remembers is kept",
    file: "functions/enrich/write/state-form.ts",
    text: "this.memory.rewritten(older.events)",
    broken: "this.memory.rewritten([])",
    tests: "test/functions/enrich/write",
  },
];
