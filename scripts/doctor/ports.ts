import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { runQuery } from "../../shared/aws/athena.ts";
import {
  newAthenaClient,
  newDynamoClient,
  newFirehoseClient,
  newKinesisClient,
  newLogsClient,
  newSqsClient,
} from "../../shared/aws/clients.ts";
import { deliveryState } from "../../shared/aws/delivery.ts";
import { kinesisSink } from "../../shared/aws/kinesis.ts";
import { lastComplaint, lastDeliveryError } from "../../shared/aws/log-lines.ts";
import { followStream, hasItem, waitingMessages } from "../../shared/aws/probe.ts";
import { unpackRecord } from "../../shared/pack/decode.ts";
import { PACK_BYTES } from "../../shared/pack/pack-bytes.ts";
import { publisher } from "../../shared/publish/publish.ts";
import { UserError } from "../user-error.ts";
import type { DoctorPorts } from "./examine.ts";
import { type DoctorPlace, workerOf } from "./report.ts";

export const doctorOutputs = [
  "raw_stream",
  "enriched_stream",
  "lanes",
  "predictions_table",
  "delivery_stream",
  "failed_queue_url",
  "database",
  "workgroup",
] as const;

export type DoctorStack = Readonly<Record<(typeof doctorOutputs)[number], string>>;

const SEND_MS = 10_000;
/** A batch that fails is tried again at growing intervals, so that its last complaint may be from before. */
const COMPLAINTS_MS = 300_000;

/** The marked event: one of an app that no other event has, of a device of its own. */
function markedEvent(now: number) {
  const id = `doctor-${randomUUID()}`;
  return {
    event_id: id,
    event_name: "page_view",
    app_id: "doctor",
    client_created_at: new Date(now).toISOString(),
    anonymous_id: id,
    page_title: "Sent by npm run doctor",
  };
}

/** Reaches a deployed stack, or a local run, by the names of its outputs. */
export async function doctorPorts(
  stack: DoctorStack,
  place: DoctorPlace,
): Promise<DoctorPorts & { eventId: string }> {
  const kinesis = newKinesisClient();
  const begun = Date.now();
  const event = markedEvent(begun);
  const id = event.event_id;
  // Before it is sent: the reader begins at the latest record.
  const read = await followStream(kinesis, stack.enriched_stream);
  const publish = publisher({
    sink: kinesisSink(kinesis, stack.raw_stream),
    failures: { publish: async (failures) => [...failures] },
    lanes: Number(stack.lanes),
    packBytes: PACK_BYTES,
    compression: "none",
  });
  const athena = newAthenaClient();
  const query = async (sql: string) => (await runQuery(athena, sql, stack, sleep)).rows;
  const [day, hour] = [event.client_created_at.slice(0, 10), event.client_created_at.slice(11, 13)];
  return {
    eventId: id,
    async send() {
      const arrival_time = event.client_created_at;
      const source = {
        stream: "doctor",
        shard_id: "",
        sequence_number: id,
        subsequence_number: 0,
        arrival_time,
      };
      const outgoing = { text: JSON.stringify(event), device: id, source, event_id: id };
      const { sent, because } = await publish([outgoing], Date.now() + SEND_MS);
      if (sent !== 1) throw new UserError(because ?? "the raw stream did not take it");
    },
    enriched: async () => (await read()).some((data) => holds(data, id)),
    predicted: () => hasItem(newDynamoClient(), stack.predictions_table, `person#${id}`),
    archived: async () =>
      (
        await query(
          `select 1 from events where dt = '${day}' and hour = ${Number(hour)} and event_id = '${id}' limit 1`,
        )
      ).length > 0,
    async failed() {
      const [row] = await query(
        `select stage, reason from failed_events where dt = '${day}' and event_id = '${id}' limit 1`,
      );
      return row && `${row[0]}/${row[1]}`;
    },
    failures: () => waitingMessages(newSqsClient(), stack.failed_queue_url),
    complaint: (stage) => lastComplaint(newLogsClient(), workerOf(stage, place), begun - COMPLAINTS_MS),
    async delivery() {
      const error = await lastDeliveryError(newLogsClient(), stack.delivery_stream, begun - COMPLAINTS_MS);
      const state = await deliveryState(newFirehoseClient(), stack.delivery_stream);
      return { ...state, ...(error !== undefined && { error }) };
    },
    now: Date.now,
    sleep,
  };
}

function holds(data: Uint8Array, id: string): boolean {
  const unpacked = unpackRecord(data);
  return unpacked.ok && unpacked.entries.some((entry) => Buffer.from(entry).includes(id));
}
