import { describe, expect, test } from "@jest/globals";
import { statOf, sumOf, taken } from "../../../../scripts/bench/whole/process-tree.ts";

/** As proc_pid_stat(5) has it, up to the 24th field. */
const stat = (pid: number, parent: number, cpu: readonly number[], pages: number, name = "node") =>
  `${pid} (${name}) S ${parent} 1 1 0 -1 0 0 0 0 0 ${cpu.join(" ")} 20 0 1 0 100 9999 ${pages} 0 0`;

describe("what the processes of a run take", () => {
  test.each([
    ["a process", stat(7, 1, [10, 5, 0, 0], 100), { pid: 7, parent: 1, cpuMs: 150, residentBytes: 409_600 }],
    [
      "one that has waited for others",
      stat(7, 1, [1, 2, 30, 40], 1),
      { pid: 7, parent: 1, cpuMs: 730, residentBytes: 4_096 },
    ],
    [
      "one whose name has blanks and brackets",
      stat(7, 3, [1, 0, 0, 0], 1, "a (b) c) 9"),
      { pid: 7, parent: 3, cpuMs: 10, residentBytes: 4_096 },
    ],
    ["nothing", "", undefined],
  ])("is read of %s", (_what, text, expected) => {
    expect(statOf(text)).toEqual(expected);
  });

  test("is summed over the tree alone, in whatever order it is listed", () => {
    const one = (pid: number, parent: number) => ({
      pid,
      parent,
      cpuMs: 10 ** (pid - 1),
      residentBytes: pid,
    });
    expect(sumOf(2, [one(4, 3), one(3, 2), one(2, 1), one(1, 0), one(5, 1)])).toEqual({
      cpuMs: 1_110,
      residentBytes: 9,
    });
  });

  test("is more than nothing for this process", () => {
    expect(taken(process.pid).residentBytes).toBeGreaterThan(1e6);
  });
});
