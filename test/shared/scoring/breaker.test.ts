import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  admits,
  type Breaker,
  closed,
  failed,
  reopensAt,
  requestSent,
  succeeded,
  unusable,
} from "../../../shared/scoring/breaker.ts";

const failures = (count: number, from: Breaker = closed): Breaker =>
  Array.from({ length: count }).reduce<Breaker>((breaker) => failed(breaker, 0, undefined), from);

describe("breaker", () => {
  test("stays closed below five failures in a row", () => {
    expect(admits(failures(4), 0)).toBe(true);
    expect(admits(failures(4, succeeded(failures(4))), 0)).toBe(true);
  });

  test("opens at the fifth, for half a second", () => {
    const open = failures(5);
    expect([admits(open, 0), admits(open, 499), admits(open, 500)]).toEqual([false, false, true]);
    expect(reopensAt(open)).toBe(500);
  });

  test("lets one probe through, and nothing beside it", () => {
    const probing = requestSent(failures(5));
    expect(probing.state).toBe("half_open");
    expect(admits(probing, 1e9)).toBe(false);
    expect(succeeded(probing)).toEqual(closed);
  });

  test("a failed probe opens it for twice as long, up to half a minute", () => {
    let breaker = failures(5);
    const pauses: number[] = [];
    for (let probe = 0; probe < 9; probe += 1) {
      pauses.push(reopensAt(breaker));
      breaker = failed(requestSent(breaker), 0, undefined);
    }
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  test("responses that do not fit open it, too, and each failed probe for no longer than the first", () => {
    let breaker: Breaker = closed;
    for (let count = 0; count < 4; count += 1) breaker = unusable(breaker, 0);
    expect(admits(breaker, 0)).toBe(true);
    breaker = unusable(breaker, 0);
    for (let probe = 0; probe < 5; probe += 1) {
      expect([admits(breaker, 499), admits(breaker, 500)]).toEqual([false, true]);
      breaker = unusable(requestSent(breaker), 0);
    }
    expect(unusable(breaker, 400)).toEqual(breaker);
  });

  test("requests sent before it opened neither close it nor keep it open for longer", () => {
    const open = failures(5);
    expect(failed(open, 400, undefined)).toEqual(open);
    expect(succeeded(open)).toEqual(open);
  });

  test("a service that names a time is left alone until then, and no shorter by a second answer", () => {
    const held = failed(closed, 1_000, 7_000);
    expect([admits(held, 7_999), admits(held, 8_000)]).toEqual([false, true]);
    expect(reopensAt(failed(held, 1_500, 100))).toBe(8_000);
  });

  test("is never stuck: from any history, time and one success close it", () => {
    const steps = fc.array(
      fc.tuple(fc.constantFrom("sent", "ok", "failed", "unusable", "held"), fc.nat({ max: 5_000 })),
    );
    fc.assert(
      fc.property(steps, (history) => {
        let now = 0;
        let breaker: Breaker = closed;
        for (const [step, wait] of history) {
          now += wait;
          if (step === "sent" && admits(breaker, now)) breaker = requestSent(breaker);
          if (step === "ok") breaker = succeeded(breaker);
          if (step === "failed") breaker = failed(breaker, now, undefined);
          if (step === "unusable") breaker = unusable(breaker, now);
          if (step === "held") breaker = failed(breaker, now, wait);
        }
        if (breaker.state === "half_open") breaker = failed(breaker, now, undefined);
        expect(admits(breaker, now + 30_000)).toBe(true);
        expect(succeeded(requestSent(breaker))).toEqual(closed);
      }),
    );
  });
});
