import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Host } from "../host.ts";
import type { SimulatedNetwork } from "../network.ts";

/** Objects by bucket and key. */
export class SimulatedBuckets {
  readonly #objects = new Map<string, Map<string, Uint8Array>>();

  put(bucket: string, key: string, bytes: Uint8Array): void {
    this.of(bucket).set(key, bytes);
  }

  of(bucket: string): Map<string, Uint8Array> {
    let objects = this.#objects.get(bucket);
    if (objects === undefined) {
      objects = new Map();
      this.#objects.set(bucket, objects);
    }
    return objects;
  }
}

/** An S3 client of one environment. */
export function s3ClientOf(buckets: SimulatedBuckets, network: SimulatedNetwork, host: Host): S3Client {
  const send = (command: unknown, options: { abortSignal?: AbortSignal } = {}) =>
    network.call(host, "s3", options.abortSignal !== undefined, () => answer(command));

  function answer(command: unknown): unknown {
    if (command instanceof PutObjectCommand) {
      const { Bucket, Key, Body } = command.input;
      buckets.put(Bucket!, Key!, Body as Uint8Array);
      return {};
    }
    if (command instanceof GetObjectCommand) {
      const { Bucket, Key, Range } = command.input;
      const bytes = buckets.of(Bucket!).get(Key!);
      if (bytes === undefined) throw Object.assign(new Error("no such key"), { name: "NoSuchKey" });
      return { Body: bodyOf(bytes.subarray(Number(/^bytes=(\d+)-$/.exec(Range ?? "")?.[1] ?? 0))) };
    }
    if (command instanceof ListObjectsV2Command) {
      const { Bucket, Prefix = "" } = command.input;
      const found = [...buckets.of(Bucket!)].filter(([key]) => key.startsWith(Prefix));
      return { Contents: found.map(([Key, bytes]) => ({ Key, Size: bytes.byteLength })), IsTruncated: false };
    }
    throw new Error("The simulated S3 was asked for something that no function asks for.");
  }

  return { send } as unknown as S3Client;
}

/** A body as the SDK hands it over: whole, or piece by piece. */
function bodyOf(bytes: Uint8Array) {
  return {
    transformToByteArray: async () => bytes,
    async *[Symbol.asyncIterator]() {
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
    },
  };
}

const PIECE_BYTES = 16 * 1024;
