import type { RedisTarget } from "../../../../shared/redis/target.ts";
import type { LocalAws } from "../../aws/contract.ts";
import type { Arguments } from "./arguments.ts";
import type { Plan } from "./plan.ts";

export type Attributes = Readonly<Record<string, unknown>>;

/** A single server, and how its users get in. */
export type DeclaredRedis = Pick<RedisTarget, "host" | "port" | "username" | "password"> &
  Partial<Pick<RedisTarget, "tls">>;

/** The domain that stands for the declared one. */
export interface DeclaredDomain {
  /** With its port. */
  host: string;
  standFor(arn: string): void;
}

/** What a component may use while it creates its resource. */
export interface ComponentContext {
  aws: LocalAws;
  region: string;
  accountId: string;
  /** Folder that relative asset paths start from. */
  assetsDir: string;
  /** Folder for unpacked code, removed when the runtime stops. */
  workDir: string;
  secrets: Readonly<Record<string, string>>;
  redis: DeclaredRedis;
  functionUrl?: string | undefined;
  search?: DeclaredDomain | undefined;
  plan: Plan;
}

/** How one type of resource comes to be here: creates it, notes in the plan what is to run, returns its attributes. */
export type Component = (args: Arguments, context: ComponentContext, name: string) => Attributes;

export const arnIn = (context: ComponentContext, service: string, resource: string): string =>
  `arn:aws:${service}:${context.region}:${context.accountId}:${resource}`;
