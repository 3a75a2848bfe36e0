import { randomBytes } from "node:crypto";
import type { Component } from "../component.ts";

/** Roles and policies are kept, not enforced here: `plan.policies` serves whoever checks calls against them. */
export const iamRole: Component = (args, { accountId, plan }) => {
  const name = args.needText("name");
  const path = args.text("path") ?? "/";
  plan.policies.push({
    address: args.address,
    kind: "trust",
    on: name,
    document: args.needText("assume_role_policy"),
  });
  for (const inline of args.blocks("inline_policy")) {
    plan.policies.push({
      address: inline.address,
      kind: "identity",
      on: name,
      document: inline.needText("policy"),
    });
    inline.ignore("name");
  }
  args.ignore("description", "max_session_duration", "force_detach_policies", "permissions_boundary");
  return { id: name, name, arn: `arn:aws:iam::${accountId}:role${path}${name}`, unique_id: `local-${name}` };
};

export const iamRolePolicy: Component = (args, { plan }) => {
  const on = args.needText("role");
  plan.policies.push({ address: args.address, kind: "identity", on, document: args.needText("policy") });
  return { id: `${on}:${args.text("name")}` };
};

export const iamPolicy: Component = (args, { accountId, plan }) => {
  const name = args.needText("name");
  const arn = `arn:aws:iam::${accountId}:policy${args.text("path") ?? "/"}${name}`;
  args.ignore("description");
  plan.policies.push({ address: args.address, kind: "identity", on: arn, document: args.needText("policy") });
  return { id: arn, arn, name };
};

export const rolePolicyAttachment: Component = (args, { plan }) => {
  const on = args.needText("role");
  plan.policies.push({
    address: args.address,
    kind: "attachment",
    on,
    document: args.needText("policy_arn"),
  });
  return { id: `${on}-attachment` };
};

/** A policy on a resource; `argument` names the argument that says on which. */
export const resourcePolicy =
  (argument: string): Component =>
  (args, { plan }) => {
    const on = args.needText(argument);
    plan.policies.push({ address: args.address, kind: "resource", on, document: args.needText("policy") });
    return { id: on };
  };

export const callerIdentity: Component = (_args, { accountId }) => ({
  id: accountId,
  account_id: accountId,
  arn: `arn:aws:iam::${accountId}:root`,
  user_id: accountId,
});

export const region: Component = (_args, { region: name }) => ({
  id: name,
  name,
  region: name,
  endpoint: `ec2.${name}.amazonaws.com`,
});

export const partition: Component = () => ({
  id: "aws",
  partition: "aws",
  dns_suffix: "amazonaws.com",
  reverse_dns_prefix: "com.amazonaws",
});

export const availabilityZones: Component = (args, { region: name }) => {
  args.ignore("state", "filter");
  const names = ["a", "b", "c"].map((letter) => name + letter);
  return { id: name, names, zone_ids: names };
};

export const randomPassword: Component = (args) => {
  const length = args.number("password_length", 32);
  args.ignore("exclude_punctuation", "exclude_characters", "include_space", "require_each_included_type");
  args.ignore("exclude_lowercase", "exclude_uppercase", "exclude_numbers");
  return { id: "local", random_password: randomBytes(length).toString("hex").slice(0, length) };
};
