/** What became of a row that is not simply loaded, or was changed on the way. */
type Outcome = "rejected" | "left out" | "noted";

interface Finding {
  outcome: Outcome;
  reason: string;
  rows: number;
  /** The first few, for a person to look at. */
  places: string[];
}

const MAX_PLACES = 3;
/** Longest part of a value that is shown: a damaged file may have a cell of a megabyte. */
const LONGEST = 40;

/** What happened to the rows of one file, by reason. */
export class RowReport {
  readonly #findings = new Map<string, Finding>();
  /** Rows with data, whatever became of them. */
  rows = 0;

  /** A row that breaks a rule: it is not loaded, and too many of them mean that the file is of another kind. */
  reject(reason: string, line: number, value?: string): void {
    this.#add("rejected", reason, placeOf(line, value));
  }

  /** A row that is right, and says nothing that could be loaded. */
  leaveOut(reason: string, line: number): void {
    this.#add("left out", reason, placeOf(line));
  }

  /** A row that is loaded otherwise than it is written. */
  note(what: string, line: number, how?: string): void {
    this.#add("noted", what, how === undefined ? placeOf(line) : `${how} in line ${line}`);
  }

  count(outcome: Outcome): number {
    let rows = 0;
    for (const finding of this.#findings.values()) if (finding.outcome === outcome) rows += finding.rows;
    return rows;
  }

  get loaded(): number {
    return this.rows - this.count("rejected") - this.count("left out");
  }

  /** One line a reason, the most frequent first. */
  lines(): string[] {
    return [...this.#findings.values()]
      .sort((one, other) => other.rows - one.rows)
      .map(({ outcome, reason, rows, places }) => {
        const many = `${rows.toLocaleString("en-US")} ${rows === 1 ? "row" : "rows"}`;
        const more = rows > places.length ? ", …" : "";
        return `${many}${outcome === "noted" ? "" : ` ${outcome}`}: ${reason} (${places.join(", ")}${more})`;
      });
  }

  #add(outcome: Outcome, reason: string, place: string): void {
    const key = `${outcome} ${reason}`;
    const known = this.#findings.get(key);
    if (known === undefined) this.#findings.set(key, { outcome, reason, rows: 1, places: [place] });
    else {
      known.rows += 1;
      if (known.places.length < MAX_PLACES) known.places.push(place);
    }
  }
}

function placeOf(line: number, value?: string): string {
  if (value === undefined) return `line ${line}`;
  return `line ${line}: "${value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value}"`;
}
