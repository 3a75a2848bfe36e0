import { expect, test } from "@jest/globals";
import { namesOf, PERSONAL_PROPERTIES } from "../../../shared/event/personal-names.ts";

const isPersonal = namesOf(PERSONAL_PROPERTIES);

test.each([
  ["email", true],
  ["user.E_Mail", true],
  ["customer_email", true],
  ["userEmail", true],
  ["contact.cell-phone", true],
  ["traits.firstname", true],
  ["traits.FIRST_NAME", true],
  ["traits.name", true],
  ["context.traits.lastName", true],
  ["traits.address.street", true],
  ["name", false],
  ["items.name", false],
  ["emails", false],
  ["my_email_count", false],
  ["telephone", false],
  ["traits.product_name", false],
])("%s: %s", (path, expected) => {
  expect(isPersonal(path)).toBe(expected);
});
