interface Field {
  least: number;
  most: number;
  names?: readonly string[];
  /** What the field takes beside numbers, lists, ranges and steps. */
  beside?: RegExp;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const DAY_OF_MONTH: Field = { least: 1, most: 31, beside: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/ };
const DAY_OF_WEEK: Field = { least: 1, most: 7, names: days, beside: /^(\?|[1-7]?L|[1-7]#[1-5])$/ };

const FIELDS: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  DAY_OF_MONTH,
  { least: 1, most: 12, names: months },
  DAY_OF_WEEK,
  { least: 1970, most: 2199 },
];

const RATE = /^rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)$/;

/** Whether EventBridge takes the expression. Rules: "Schedule expressions", Amazon EventBridge guide. */
export function legalSchedule(expression: string): boolean {
  if (RATE.test(expression)) return true;
  const fields = /^cron\((.+)\)$/.exec(expression)?.[1]?.split(/\s+/) ?? [];
  if (fields.length !== FIELDS.length) return false;
  // Only one of day of month and day of week may be given; the other has to be a question mark.
  const open = [fields[2], fields[4]].filter((text) => text === "?");
  return open.length === 1 && fields.every((text, index) => legalField(text, FIELDS[index]!));
}

const legalField = (text: string, field: Field): boolean =>
  field.beside?.test(text) === true || text.split(",").every((part) => legalPart(part, field));

function legalPart(part: string, { least, most, names = [] }: Field): boolean {
  const [found, from, to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  if (found === undefined) return false;
  const numbers = [from, to]
    .filter((each) => each !== undefined && each !== "*")
    .map((each) => {
      const named = names.indexOf(each!.toUpperCase());
      if (named >= 0) return named + least;
      return /^\d+$/.test(each!) ? Number(each) : Number.NaN;
    });
  const inOrder = numbers.length < 2 || numbers[0]! <= numbers[1]!;
  return inOrder && step !== "0" && numbers.every((each) => each >= least && each <= most);
}
