/**
 * Whether a property is one of those that are named. A name is the end of a path (`email`, `traits.name`), which may begin
 * within a word (`customer_email`, `userEmail`); case, `_` and `-` make no difference, so that `traits.firstName` and
 * `traits.firstname` are `first_name` of traits.
 */
export function namesOf(names: readonly string[]): (path: string) => boolean {
  const ends = names.flatMap((name) => [whole(name), apart(name)]);
  return (path) => {
    const [one, other] = [whole(path), apart(path)];
    return ends.some((end) => one.endsWith(end) || other.endsWith(end));
  };
}

/** Words of a name as one, and each for itself. */
const whole = (path: string): string => `.${path.toLowerCase().replace(/[_-]/g, "")}`;
const apart = (path: string): string =>
  `.${path
    .replace(/([a-z\d])([A-Z])/g, "$1.$2")
    .toLowerCase()
    .replace(/[_-]/g, ".")}`;

/** What sources say of a person beside the ids: e-mail, telephone, and of the traits of a person names, birthday, street. */
export const PERSONAL_PROPERTIES = [
  "email",
  "phone",
  "traits.name",
  "traits.first_name",
  "traits.last_name",
  "traits.username",
  "traits.birthday",
  "traits.address.street",
] as const;
