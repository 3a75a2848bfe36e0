/** The parts of `terraform show -json PLAN` that are looked at. */
export interface PlanJson {
  resource_changes?: ResourceChange[];
  /** What is not as the state has it. */
  resource_drift?: ResourceChange[];
}

export interface ResourceChange {
  address: string;
  type: string;
  change: {
    actions: string[];
    /** Arguments and attributes; blocks are lists, and what is only known afterwards is absent. */
    before?: PlanValues | null;
    after?: PlanValues | null;
  };
}

export type PlanValues = Readonly<Record<string, unknown>>;

/** A value below blocks, each of which is taken for a list of one: `environment.variables.LANES`. */
export function planValue(values: PlanValues, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((at, name) => (firstOf(at) as PlanValues | null | undefined)?.[name], values);
}

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : value);

/** Undefined where there is none, or where it is only known afterwards. */
export function planNumber(values: PlanValues, path: string): number | undefined {
  const value = planValue(values, path);
  return value === undefined || value === null || value === "" ? undefined : Number(value);
}

const NAMES = [
  "name",
  "function_name",
  "alarm_name",
  "dashboard_name",
  "bucket",
  "replication_group_id",
  "domain_name",
];

/** What AWS calls a resource; of a trigger, the ARN of its function says whose it is. */
export function nameOfValues(values: PlanValues | null | undefined): string | undefined {
  const name = NAMES.map((each) => values?.[each]).find((each) => typeof each === "string");
  return name === undefined ? undefined : String(name).split(":").at(-1);
}
