/** What a line that a function wrote is: one EMF document, or log text. */
export type OutputLine = { kind: "metrics"; emf: Record<string, unknown> } | { kind: "log"; text: string };

/** CloudWatch takes a line for metrics when it is a JSON object with an `_aws` member. */
export function readLine(text: string): OutputLine {
  if (!text.startsWith("{") || !text.includes('"_aws"')) return { kind: "log", text };
  try {
    const document: unknown = JSON.parse(text);
    const emf = document as Record<string, unknown>;
    if (emf._aws !== null && typeof emf._aws === "object") return { kind: "metrics", emf };
  } catch {
    // A line cut off in the middle is a log line like any other.
  }
  return { kind: "log", text };
}

/** The level of a structured log line; plain text is "info". */
export function levelOf(text: string): "info" | "warn" | "error" {
  const level = /"level":"(WARN|ERROR|CRITICAL)"/.exec(text)?.[1];
  if (level === "WARN") return "warn";
  return level ? "error" : "info";
}
