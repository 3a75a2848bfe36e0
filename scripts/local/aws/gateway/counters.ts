import type { CallCount } from "../contract.ts";

/** Counts calls by "service.operation". */
export class Counters {
  private readonly figures = new Map<string, CallCount>();

  count(service: string, operation: string, bytesIn: number): CallCount {
    const name = `${service}.${operation}`;
    let figure = this.figures.get(name);
    if (figure === undefined) {
      figure = { calls: 0, errors: 0, bytesIn: 0 };
      this.figures.set(name, figure);
    }
    figure.calls++;
    figure.bytesIn += bytesIn;
    return figure;
  }

  all(): Record<string, CallCount> {
    return Object.fromEntries([...this.figures].map(([name, figure]) => [name, { ...figure }]));
  }
}
