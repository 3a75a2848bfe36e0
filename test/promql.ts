import { parser } from "@prometheus-io/lezer-promql";

/** What Grafana puts in place before it asks: the longer the time that is looked at, the longer the windows. */
export const withoutVariables = (promql: string, window = "1m"): string =>
  promql.replaceAll("$__rate_interval", window).replaceAll("$__interval", "1m").replaceAll("$__range", "1h");

/** The parts of a PromQL expression that its grammar does not take; none where it is right. */
export function promqlErrors(expression: string): string[] {
  const text = withoutVariables(expression);
  const errors: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      if (type.isError) errors.push(`at ${from}: ${text.slice(from, Math.max(to, from + 20))}`);
    },
  });
  return errors;
}
