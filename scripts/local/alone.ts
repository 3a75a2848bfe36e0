/**
 * The same bytes, so that to keep them keeps no more: a small piece of a large buffer, such as a compressor's or of Node's
 * pool, would hold all of it.
 */
export function alone(data: Uint8Array): Buffer {
  if (data.byteLength * 2 < data.buffer.byteLength) {
    const copy = Buffer.allocUnsafeSlow(data.byteLength);
    copy.set(data);
    return copy;
  }
  return Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
