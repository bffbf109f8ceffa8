import type { Command, Module } from "../model/index.js";
import { completionDeclarations } from "./completions.js";
import { describeDefinition } from "./describe.js";
import type { FileBuilder } from "./file-builder.js";
import type { Declaration } from "./file.js";
import { stringLiteral } from "./literal.js";
import { signature } from "./types/signatures.js";

/** Returns the functions of a module's commands, and the completions of those that have one. */
export function commandDeclarations(file: FileBuilder, module: Module): readonly Declaration[] {
  const commands = module.definitions.filter((each) => each.kind === "command");
  return commands.flatMap((command) => [
    functionDeclaration(file, command),
    ...completionDeclarations(file, command),
  ]);
}

function functionDeclaration(file: FileBuilder, command: Command): Declaration {
  const { args, optional, returns } = signature(file, command);
  const options = file.runtime(command.allowOob ? "OobCallOptions" : "CallOptions");
  return {
    kind: "function",
    name: file.context.names.of("command", command.name),
    comment: describeDefinition(file.context, command),
    parameters: [
      file.sessionParameter(),
      ...(args === undefined ? [] : [{ name: "args", type: args, optional }]),
      { name: "options", type: options, optional: true },
    ],
    returns: `Promise<${returns}>`,
    expression: callExpression(file, command, args === undefined ? "undefined" : "args"),
  };
}

function callExpression(file: FileBuilder, command: Command, args: string): string {
  const name = stringLiteral(command.name);
  return command.successResponse
    ? `session.call(${name}, ${args}, options)`
    : `${file.runtimeFunction("callWithoutReply")}(session, ${name}, ${args}, options)`;
}
