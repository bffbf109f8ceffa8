import type { CommandEffect } from "qapi-ts/codegen";
import { HostPaths, accessorCommands, type Model } from "../model/index.js";
import type { Context } from "./context.js";
import { FileBuilder, protocolPath } from "./file-builder.js";
import type { GeneratedFile } from "./file.js";
import { objectLiteral, type Literal } from "./literal.js";

/**
 * Returns the file with the table of what commands do; undefined if no command has an annotated effect. The bindings do not
 * import it, so that programs that do not use it do not load it.
 */
export function effectsFile(context: Context, origin: string): GeneratedFile | undefined {
  const effects = effectsByCommand(context);
  if (Object.keys(effects).length === 0) return undefined;
  const file = new FileBuilder(context, "effects.ts");
  const commands = file.use(context.names.of("protocol", "commands"), protocolPath);
  const table = `Readonly<Record<keyof ${commands}, ${file.runtime("CommandEffect")}>>`;
  const isComplete = commandNames(context.model).every((name) => Object.hasOwn(effects, name));
  return file.finish(origin, [
    {
      kind: "constant",
      name: "effects",
      comment: ["What each command does, and which of its arguments name resources of the host."],
      type: isComplete ? table : `Partial<${table}>`,
      value: objectLiteral(effects),
    },
  ]);
}

function effectsByCommand({
  model,
  annotations,
}: Context): Readonly<Record<string, CommandEffect & Literal>> {
  const paths = new HostPaths(model, annotations);
  const commands = model.definitions.filter((each) => each.kind === "command");
  return Object.fromEntries(
    commands.flatMap((command) => {
      const effect = annotations.effects.get(command.name);
      if (effect === undefined) return [];
      const host = paths.of(command).map(({ path, kind }) => ({ path, kind }));
      return [[command.name, { effect, ...(host.length > 0 && { host }) }] as const];
    }),
  );
}

/** Returns the commands of the protocol's map. An accessor is two of them. */
function commandNames(model: Model): readonly string[] {
  return model.definitions.flatMap((each) => {
    if (each.kind === "accessor") return Object.values(accessorCommands(each));
    return each.kind === "command" ? [each.name] : [];
  });
}
