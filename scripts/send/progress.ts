import type { SendCounts } from "./sent.ts";

/**
 * Shows the progress of a file on one line of a terminal, which is overwritten. Shows nothing if the output is no
 * terminal.
 */
export function progressLine(name: string) {
  const output = process.stderr;
  const started = performance.now();
  return {
    show({ read, failed, share }: SendCounts & { share: number }): void {
      if (!output.isTTY) return;
      const rate = Math.round(read / Math.max(0.001, (performance.now() - started) / 1000));
      const done = `${Math.round(share * 100)} %`.padStart(5);
      output.write(
        `\r\u001B[K${name} ${done}  ${read} events, ${rate}/s${failed > 0 ? `, ${failed} failed` : ""}`,
      );
    },
    end(): void {
      if (output.isTTY) output.write("\r\u001B[K");
    },
  };
}
