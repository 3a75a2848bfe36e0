import type { TextBuffer } from "../../../shared/json/text-buffer.ts";
import { VERSION_LENGTH } from "../../../shared/redis/facts.ts";
import { lostState } from "../session/doubt.ts";
import type { DeviceState } from "../session/state.ts";
import { readFormatOne } from "./format-one.ts";
import type { FoundForm } from "./found.ts";
import { fragment } from "./fragment.ts";
import { type Layouts, layoutName, PRESENT_FORMAT, type StateLayout, stateLayouts } from "./layouts.ts";
import { MemoryForm } from "./memory.ts";
import { type Present, readOtherLayout } from "./other-layout.ts";
import type { Outcomes } from "./outcome.ts";
import { packHeader, unpackState } from "./state.ts";

const LF = 10;
/** What the header of a state begins with, from format 2 on; that of format 1 begins with a digit. */
export const FORMAT = `f${PRESENT_FORMAT}\t`;
/** Formats that tell their layout. */
const LAID_OUT = /f([234])\t/y;

/** Reads and writes devices' states. */
export interface StateForm {
  /** The form of the events that are remembered, in a state as `read` returns it. */
  readonly memory: MemoryForm;
  /**
   * The state as it is stored, or an empty one that says so where it is of a newer format, damaged, or somebody else's:
   * it counts as lost as of `now`. A throw would hold up everybody's events until the record age, at every deploy of a
   * new format and at every way back from it.
   */
  read(packed: string, now: number): DeviceState;
  /** @param version the new version, `VERSION_LENGTH` characters that no earlier state of the device had */
  write(out: TextBuffer, state: DeviceState, version: string): void;
}

/**
 * The form in which a device's state is one value in Redis. Whatever its format, it begins with the version of its write:
 * by it the compare-and-set tells whether it has lost.
 *
 *     version
 *     format, layout, …                                                  (see `state.ts`)
 *
 * States of format 1, and of another layout, are rewritten when their device comes back.
 */
export class LayoutForm implements StateForm {
  readonly memory: MemoryForm;
  readonly #present: Present;
  readonly #head: string;
  /** What stands behind the version, as far as it is the same for all states. */
  readonly #headBytes: Uint8Array;
  readonly #known: Layouts;

  /**
   * @param lookUps of the present version, in their order
   * @param known the layouts of which states are read
   */
  constructor(layout: StateLayout, lookUps: readonly FoundForm[], outcomes: Outcomes, known = stateLayouts) {
    this.#known = known;
    this.#present = { layout, lookUps, outcomes };
    this.#head = `${FORMAT}${layoutName(layout)}\t`;
    this.#headBytes = fragment(`\n${this.#head}`);
    this.memory = new MemoryForm(layout, lookUps, outcomes);
  }

  read(packed: string, now: number): DeviceState {
    const read =
      packed.charCodeAt(VERSION_LENGTH) === LF ? this.#read(packed, VERSION_LENGTH + 1) : undefined;
    return read ?? lostState(packed.slice(0, VERSION_LENGTH), now);
  }

  #read(packed: string, start: number): DeviceState | undefined {
    if (packed.startsWith(this.#head, start))
      return unpackState(packed, start + this.#head.length, this.#present.layout.figures.length);
    LAID_OUT.lastIndex = start;
    const format = LAID_OUT.exec(packed)?.[1];
    const older =
      format === undefined
        ? readFormatOne(packed, start, this.#present)
        : readOtherLayout(packed, start + FORMAT.length, Number(format), this.#present, this.#known);
    if (older === undefined) return undefined;
    const { beyond } = older.state.memory;
    return { ...older.state, memory: { ...this.memory.rewritten(older.events), beyond } };
  }

  write(out: TextBuffer, state: DeviceState, version: string): void {
    out.ascii(version);
    out.bytes(this.#headBytes);
    packHeader(out, state);
    this.memory.write(out, state.memory);
  }
}
