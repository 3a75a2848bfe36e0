import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** What the suite needs of the machine. What is not there is named, and the parts that need it are skipped. */
export interface Tools {
  terraform: string | undefined;
  /** Terraform's configuration, which points to a mirror of the AWS provider. */
  config: string | undefined;
  /** Version of the provider in the mirror. */
  provider: string | undefined;
  moto: string | undefined;
}

const PROVIDER = "registry.terraform.io/hashicorp/aws";

export function findTools(): Tools {
  const named = process.env.TERRAFORM_MIRROR;
  const mirror = named === undefined ? findMirror() : isMirror(named) ? named : undefined;
  const provider = mirror && newestVersion(path.join(mirror, PROVIDER));
  return {
    terraform: version("terraform", /Terraform v(\S+)/),
    config: mirror && writeConfig(mirror),
    provider,
    moto: ["moto_server", path.join(os.homedir(), ".pyenv/shims/moto_server")].find((command) =>
      version(command, /(.)/, "--help"),
    ),
  };
}

function version(command: string, pattern: RegExp, argument = "version"): string | undefined {
  try {
    // Errors of a terraform configuration that names no file do not matter: the suite brings its own.
    const text = execFileSync(command, [argument], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      env: { ...process.env, TF_CLI_CONFIG_FILE: undefined, CHECKPOINT_DISABLE: "1" },
    });
    return pattern.exec(text)?.[1];
  } catch {
    // Not there, or not able to run: either way not to be had.
    return undefined;
  }
}

/** A mirror is a folder that holds `registry.terraform.io/hashicorp/aws`: searched where such things are kept. */
function findMirror(): string | undefined {
  const places = ["/opt", "/usr/share", "/usr/local/share", path.join(os.homedir(), ".terraform.d")];
  const folders = places.flatMap((place) => [place, ...subfolders(place)]);
  return folders.find(isMirror);
}

const isMirror = (folder: string): boolean => existsSync(path.join(folder, PROVIDER));

const subfolders = (place: string): string[] =>
  existsSync(place)
    ? readdirSync(place, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => path.join(place, name))
    : [];

/** Unpacked mirrors have folders of versions; packed ones have zips. */
function newestVersion(folder: string): string | undefined {
  const versions = readdirSync(folder).flatMap((name) => /\d+\.\d+\.\d+/.exec(name)?.[0] ?? []);
  return versions.sort((one, other) => one.localeCompare(other, "en", { numeric: true })).at(-1);
}

function writeConfig(mirror: string): string {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "terraform-config-")), "rc");
  writeFileSync(
    file,
    `provider_installation {\n  filesystem_mirror { path = ${JSON.stringify(mirror)} }\n}\n`,
  );
  return file;
}

export const WITHOUT_MOTO = "moto_server is not installed (pip install 'moto[server]')";

/** A clause for each tool without which nothing can be tried, with what would bring it. */
export function missingTools({ terraform, config }: Pick<Tools, "terraform" | "config">): string[] {
  return [
    ...(terraform ? [] : ["terraform is not installed (1.10 or later)"]),
    ...(config ? [] : ["there is no mirror of the AWS provider (name one by TERRAFORM_MIRROR)"]),
  ];
}
