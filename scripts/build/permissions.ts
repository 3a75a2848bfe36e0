interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: string | string[];
}

export interface Permissions {
  roles: number;
  /** Counted over the roles' inline policies. */
  statements: number;
  /** Statements that allow an action by wildcard. */
  wildcardActions: number;
  /** Actions that are allowed on every resource. `infra/checks/wildcards.ts` has the reason for each, or the check fails. */
  everywhere: string[];
}

/** How wide the roles of a synthesised stack are. */
export function permissionsOf(stack: {
  resource?: Record<string, Record<string, { policy?: unknown }>>;
}): Permissions {
  const { aws_iam_role: roles = {}, aws_iam_role_policy: policies = {} } = stack.resource ?? {};
  const statements = Object.values(policies).flatMap(
    ({ policy }) => (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement,
  );
  const allowed = statements.filter(({ Effect }) => Effect === "Allow");
  const everywhere = allowed
    .filter(({ Resource }) => [Resource].flat().includes("*"))
    .flatMap(({ Action }) => Action);
  return {
    roles: Object.keys(roles).length,
    statements: statements.length,
    wildcardActions: allowed.filter(({ Action }) => [Action].flat().some((action) => action.includes("*")))
      .length,
    everywhere: [...new Set(everywhere)].sort(),
  };
}

export function permissionsLine({ roles, statements, wildcardActions, everywhere }: Permissions): string {
  const exceptions = everywhere.length === 0 ? "no action" : everywhere.join(", ");
  return `${statements} statements in ${roles} roles, ${wildcardActions} with a wildcard action; on every resource: ${exceptions}`;
}
