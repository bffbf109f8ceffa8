import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { effects as qga } from "../../generated/qga/effects.js";
import { effects as qmp72 } from "../../generated/qmp-7.2/effects.js";
import { effects as qmp100 } from "../../generated/qmp-10.0/effects.js";
import { effects as qmp } from "../../generated/qmp/effects.js";
import { effects as qsd } from "../../generated/qsd/effects.js";
import { readSchema } from "../../generator/frontend/read-schema.js";
import { readAnnotations } from "../../generator/model/annotations/read-annotations.js";
import { ownMembers, type Annotations, type Definition, type Model } from "../../generator/model/index.js";
import type { CommandEffect } from "../../runtime/codegen.js";

const root = resolve(import.meta.dirname, "../../schema");

interface Shipped {
  readonly schema: string;
  readonly annotations: string;
  readonly effects: Readonly<Record<string, CommandEffect>>;
}

const shipped: readonly Shipped[] = [
  { schema: "qmp/11.1", annotations: "qmp", effects: qmp },
  { schema: "qmp/10.0", annotations: "qmp", effects: qmp100 },
  { schema: "qmp/7.2", annotations: "qmp", effects: qmp72 },
  { schema: "qsd", annotations: "qmp", effects: qsd },
  { schema: "qga", annotations: "qga", effects: qga },
];

function modelOf(schema: string): Model {
  const { model } = readSchema(join(root, schema, "qapi-schema.json"));
  if (model === undefined) throw new Error(`${schema} is invalid`);
  return model;
}

async function annotationsOf({ annotations: folder, schema }: Shipped): Promise<Annotations> {
  const file = join(root, folder, "annotations.json");
  const { annotations, diagnostics } = await readAnnotations(file, modelOf(schema), "skip-unknown");
  if (annotations === undefined) throw new Error(JSON.stringify(diagnostics));
  return annotations;
}

/**
 * The annotated definitions that no shipped schema has, because Debian builds no QEMU with them. A binary of another build
 * has them, and its users import it.
 */
const ofOtherBuilds = [
  "IgvmCfgProperties",
  "NetdevAFXDPOptions",
  "NetdevVmnetBridgedOptions",
  "get-win32-socket",
];

/** Strings whose names sound like a resource of the host, and that name none. */
const notResources = [
  // A path in the tree of QEMU's objects.
  "cxl-*.path",
  "CXLCommonEventBase.path",
  "qom-*.path",
  "qom-list-get.paths",
  "x-query-virtio-*.path",
  // A path on another machine, which the address of the server names.
  "BlockdevOptionsGluster.path",
  "BlockdevOptionsNfs.path",
  "BlockdevOptionsSsh.path",
  // An address, a directory or a name in the guest's network.
  "NetdevUserOptions.*",
  "NetdevPasstOptions.*",
  "NetdevVmnet*Options.*",
  "NetLegacyNicOptions.*",
  // A device, a node, an image or a file descriptor of QEMU.
  "*.device",
  "*.devid",
  "*fd",
  "*fds",
  "*.chardev",
  "*.file",
  "*.header",
  "*.log",
  "*.top-id",
  "*.bus",
  "*.pci-bus",
  "*.pci-dev",
  "block-*.base-node",
  "*.outdev",
  "*.indev",
  "*.notify_dev",
  "*.tpmdev",
  "*.netdev",
  "*.memdev",
  // A name that a certificate is checked against, and a name on the other side.
  "*.tls-hostname",
  "*.hostname",
  "BlockdevOptionsIscsi.target",
  "*.data-file",
  // Data of a confidential guest.
  "SevSnpGuestProperties.host-data",
];

const sounding =
  /path|file|^dir|host|addr|uri|url|(?<!ex)port|sock|dev|if$|ifname|script$|helper|conf$|command/;

function matches(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(name);
}

describe.each(shipped)("the effects of schema/$schema", (each) => {
  const model = modelOf(each.schema);
  const commands = model.definitions.filter((definition) => definition.kind === "command");

  test("list every command", () => {
    const missing = commands.filter(({ name }) => !Object.hasOwn(each.effects, name)).map(({ name }) => name);
    expect(missing).toEqual([]);
    expect(Object.keys(each.effects)).toHaveLength(commands.length);
  });

  test("call only a command that returns something a read, or one that only shows that the server answers", () => {
    const silent = commands
      .filter(({ name, returns }) => each.effects[name]?.effect === "read" && returns === undefined)
      .map(({ name }) => name);
    expect(silent).toEqual(each.schema === "qga" ? ["guest-ping"] : []);
  });

  test("call no command that names a resource and runs it a read", () => {
    const wrong = Object.entries(each.effects).filter(
      ([, { effect, host = [] }]) =>
        effect === "read" && host.some(({ kind }) => kind === "program" || kind === "monitor-command"),
    );
    expect(wrong).toEqual([]);
  });

  test("have paths without a limit only for block nodes, which contain others", () => {
    const unlimited = Object.entries(each.effects)
      .filter(([, { host = [] }]) => host.some(({ path }) => path.split(".").includes("**")))
      .map(([name]) => name);
    const commands = ["blockdev-add", "blockdev-reopen", "blockdev-create"];
    expect(unlimited.toSorted()).toEqual(each.schema === "qga" ? [] : commands.toSorted());
  });

  test("name every argument that sounds like a resource of the host, or the reason why it is none", async () => {
    const { host } = await annotationsOf(each);
    const unknown = argumentDefinitions(model).flatMap((definition) =>
      ownMembers(definition)
        .filter(({ type }) => type.kind === "builtin" && type.name === "str")
        .map(({ name }) => name)
        .filter((name) => sounding.test(name) && host.get(definition.name)?.has(name) !== true)
        .map((name) => `${definition.name}.${name}`)
        .filter((name) => !notResources.some((pattern) => matches(pattern, name))),
    );
    expect(unknown).toEqual([]);
  });
});

test("every name in the annotations is known to a shipped schema, or is of another build", async () => {
  for (const folder of ["qmp", "qga"]) {
    const unknown = await Promise.all(
      shipped
        .filter(({ annotations }) => annotations === folder)
        .map(async ({ schema }) => {
          const file = join(root, folder, "annotations.json");
          const { diagnostics } = await readAnnotations(file, modelOf(schema));
          return new Set(diagnostics.map(({ message }) => message));
        }),
    );
    const [first = new Set<string>(), ...others] = unknown;
    const never = [...first].filter((message) => others.every((messages) => messages.has(message)));
    const names = never.map((message) => /"([^"]+)"/.exec(message)?.[1] ?? message);
    expect(names.toSorted()).toEqual(folder === "qmp" ? ofOtherBuilds : []);
  }
});

test("decisions that others depend on do not change by accident", () => {
  const classes = (effect: string): string[] =>
    Object.entries({ ...qmp72, ...qmp100, ...qmp, ...qga })
      .filter((entry) => entry[1].effect === effect)
      .map(([name]) => name)
      .toSorted();
  expect({ destroy: classes("destroy"), change: classes("change") }).toMatchSnapshot();
});

/** Returns the commands, and the types that their arguments contain at any depth. */
function argumentDefinitions(model: Model): readonly Definition[] {
  const found = new Set<Definition>(model.definitions.filter(({ kind }) => kind === "command"));
  for (const definition of found) {
    for (const name of typesIn(definition)) {
      const type = model.byName.get(name);
      if (type !== undefined) found.add(type);
    }
  }
  return [...found];
}

function typesIn(definition: Definition): readonly string[] {
  const parts =
    definition.kind === "union"
      ? [...ownMembers(definition), ...definition.branches]
      : definition.kind === "alternate"
        ? definition.alternatives
        : ownMembers(definition);
  const types = parts.map(({ type }) => {
    let at = type;
    while (at.kind === "array") at = at.element;
    return at.kind === "defined" ? [at.name] : [];
  });
  const base =
    definition.kind === "struct" && definition.base !== undefined
      ? [definition.base]
      : "data" in definition && definition.data.kind === "named"
        ? [definition.data.type]
        : definition.kind === "union" && definition.base.kind === "named"
          ? [definition.base.type]
          : [];
  return [...types.flat(), ...base];
}
