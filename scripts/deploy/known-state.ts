import type { StackTerraform } from "../build/terraform.ts";

/** What terraform's state knows of. */
export interface KnownState {
  /** Resources that are there by terraform. */
  managed: number;
  /** Ids of what is only asked for, by address. */
  ids: ReadonlyMap<string, string>;
}

/** The parts of `terraform state pull` that are looked at; nothing at all where there was no state yet. */
interface PulledState {
  resources?: {
    mode: "managed" | "data";
    type: string;
    name: string;
    instances: { attributes?: { id?: string } }[];
  }[];
}

export async function knownState(terraform: StackTerraform): Promise<KnownState> {
  const text = await terraform.read("state", "pull");
  const { resources = [] } = (text.trim() === "" ? {} : JSON.parse(text)) as PulledState;
  const ids = resources.flatMap(({ mode, type, name, instances }) => {
    const id = instances[0]?.attributes?.id;
    return mode === "data" && id !== undefined ? [[`data.${type}.${name}`, id] as const] : [];
  });
  return { managed: resources.filter(({ mode }) => mode === "managed").length, ids: new Map(ids) };
}
