import type { AnnotatedCompletion, Command, Module } from "../model/index.js";
import { describeDefinition, describeTags } from "./describe.js";
import type { FileBuilder } from "./file-builder.js";
import type { Declaration } from "./file.js";
import { type Literal, objectLiteral, stringLiteral } from "./literal.js";
import { signature } from "./signatures.js";
import { codeSpan } from "./tsdoc/inline.js";

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

/**
 * Returns the completion of a command as a constant, and the function that waits for it, if the command is annotated.
 */
function completionDeclarations(file: FileBuilder, command: Command): readonly Declaration[] {
  const { names, annotations } = file.context;
  const annotation = annotations.completions.get(command.name);
  if (annotation === undefined) return [];
  const { args, optional, returns } = signature(file, command);
  const completion = names.of("completion", command.name);
  const given = args === undefined ? "undefined" : "args";
  return [
    {
      kind: "constant",
      name: completion,
      comment: [`How ${codeSpan(command.name)} completes.`],
      type: file.runtime("Completion"),
      // The reader of annotations validates the description.
      value: objectLiteral({ command: command.name, ...(annotation.description as Record<string, Literal>) }),
    },
    {
      kind: "function",
      name: names.of("complete", command.name),
      comment: [
        `Executes {@link ${names.of("command", command.name)}} and waits until it is complete.${remarks(annotation)}`,
        ...describeTags(file.context, command),
      ],
      parameters: [
        file.sessionParameter(),
        ...(args === undefined ? [] : [{ name: "args", type: args, optional }]),
        { name: "options", type: file.runtime("CompletionOptions"), optional: true },
      ],
      returns: `${file.runtime("CompletionPromise")}<${returns}>`,
      expression: `${file.runtimeFunction("completeCommand")}(session, ${completion}, ${given}, options)`,
    },
  ];
}

/** Describes the annotation for callers. */
function remarks({ description: { timeout, forced, cancel, job, progress } }: AnnotatedCompletion): string {
  const seconds = typeof timeout === "number" ? ` Default timeout: ${timeout / 1000} seconds.` : "";
  const harder = commandOf(forced);
  const cancelling = commandOf(cancel) ?? (job === undefined ? undefined : "job-cancel");
  return [
    job === undefined && progress === undefined
      ? ""
      : ` ${codeSpan("for await")} over the result yields progress.`,
    seconds,
    harder === undefined
      ? ""
      : ` With ${codeSpan("forced")}, ${codeSpan(harder)} is executed when the timeout expires.`,
    cancelling === undefined
      ? ""
      : ` With ${codeSpan("cancel")}, ${codeSpan(cancelling)} is executed when the wait is aborted or the timeout expires.`,
  ].join("");
}

function commandOf(forced: unknown): string | undefined {
  if (typeof forced !== "object" || forced === null || !("command" in forced)) return undefined;
  return typeof forced.command === "string" ? forced.command : undefined;
}
