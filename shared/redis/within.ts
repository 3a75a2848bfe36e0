/**
 * The promise's result; rejects when it takes longer. What has arrived by then is read first: while a thread is busy
 * nobody reads, and timers go before sockets.
 */
export async function within<Result>(promise: Promise<Result>, ms: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  let turn: NodeJS.Immediate | undefined;
  const late = new Promise<never>((_, reject) => {
    const end = () => reject(new Error(`no answer within ${Math.round(ms)} ms`));
    timer = setTimeout(
      () => {
        turn = setImmediate(end);
      },
      Math.max(0, ms),
    );
  });
  return Promise.race([promise, late]).finally(() => {
    clearTimeout(timer);
    clearImmediate(turn);
  });
}
