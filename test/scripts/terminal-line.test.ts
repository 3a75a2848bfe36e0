import { expect, test } from "@jest/globals";
import { type LineOutput, TerminalLine } from "../../scripts/terminal-line.ts";

function output(isTTY: boolean, columns = 20) {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  return { written, line: new TerminalLine({ isTTY, columns, write } as unknown as LineOutput) };
}

test("the line is written over, and taken away once", () => {
  const { written, line } = output(true);
  line.show("one");
  line.show("two");
  line.clear();
  line.clear();
  expect(written).toEqual(["\r\u001b[Kone", "\r\u001b[Ktwo", "\r\u001b[K"]);
});

test("nothing is written where there is no terminal", () => {
  const { written, line } = output(false);
  line.show("one");
  line.clear();
  expect(written).toEqual([]);
});

test("a line that is too long for the terminal is cut, and commands in it do nothing", () => {
  const { written, line } = output(true, 10);
  line.show("\u001b[2Jabcdefghijkl");
  expect(written).toEqual(["\r\u001b[K�[2Jabcd…"]);
});
