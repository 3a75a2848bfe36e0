import { AwsError } from "../gateway/aws-error.ts";

/** The bytes that a Range header asks for, `end` excluded; undefined is all of them (also for a header we cannot read). */
export function byteRange(
  range: string | undefined,
  size: number,
): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? "");
  if (match === null || (match[1] === "" && match[2] === "")) return undefined;
  const [first, last] = [match[1]!, match[2]!];
  const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(size, Number(last) + 1);
  if (start >= end) throw new AwsError("InvalidRange", "The requested range is not satisfiable", 416);
  return { start, end };
}
