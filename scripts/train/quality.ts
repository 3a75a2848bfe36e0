export interface Quality {
  /** Chance that a positive row scores higher than a negative one; ties count half. NaN where one of the two is missing. */
  auc: number;
  /** Mean negative log-likelihood, nats a row. */
  logLoss: number;
}

export function qualityOf(scores: Float64Array, labels: Uint8Array): Quality {
  return { auc: aucOf(scores, labels), logLoss: logLossOf(scores, labels) };
}

/** By ranks (Mann–Whitney); rows of the same score share the mean of their ranks. */
function aucOf(scores: Float64Array, labels: Uint8Array): number {
  const order = Uint32Array.from(scores.keys()).sort((one, other) => scores[one]! - scores[other]!);
  let positives = 0;
  let ranks = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    let here = 0;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) here += labels[order[to++]!]!;
    positives += here;
    ranks += here * ((from + 1 + to) / 2);
    from = to;
  }
  const negatives = order.length - positives;
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** A score of exactly 0 or 1 that is wrong would cost infinitely much. */
const EDGE = 1e-12;

function logLossOf(scores: Float64Array, labels: Uint8Array): number {
  let sum = 0;
  for (const [at, score] of scores.entries()) {
    const right = labels[at] === 1 ? score : 1 - score;
    sum -= Math.log(Math.max(right, EDGE));
  }
  return sum / scores.length;
}
