/** One line of a terminal that tells how far a long task is, and is overwritten; elsewhere only what `say` says. */
export function stepProgress() {
  const output = process.stderr;
  const clear = (): void => {
    if (output.isTTY) output.write("\r\u001B[K");
  };
  return {
    say(line: string): void {
      clear();
      output.write(`${line}\n`);
    },
    show({ rows, of }: { rows: number; of: number }): void {
      if (!output.isTTY) return;
      clear();
      output.write(`${rows} of ${of} rows (${Math.floor((100 * rows) / of)} %)`);
    },
    end: clear,
  };
}
