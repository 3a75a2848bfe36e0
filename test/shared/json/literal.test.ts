import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Literal } from "../../../shared/json/literal.ts";

const letters = { unit: fc.constantFrom("a", "b", '"', ":") };

test("a literal stands where the text has it, and nowhere else", () => {
  const literal = fc.string({ ...letters, minLength: 4, maxLength: 12 });
  fc.assert(
    fc.property(literal, fc.string(letters), fc.boolean(), (wanted, other, isThere) => {
      const text = isThere ? `${other}${wanted}` : `${other}${other}`;
      const bytes = Buffer.alloc(text.length + 2 * wanted.length);
      bytes.write(text, "latin1");
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const made = new Literal(wanted);
      expect(made.length).toBe(wanted.length);
      for (let at = 0; at <= text.length; at += 1)
        expect(made.standsAt(view, at)).toBe(text.startsWith(wanted, at));
    }),
  );
});
