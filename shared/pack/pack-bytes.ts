/**
 * Largest pack. It is three whole payload units of Kinesis (25 KB) and fifteen of Firehose (5 KB), and dozens of
 * packs fit the 6 MB of one invocation. In base64 it stays below 128 KiB: V8 gives each longer text its own memory
 * mapping, which costs kernel time.
 */
export const PACK_BYTES = 75 * 1024;
