import type { Accessor, AnnotatedAccessor, Event } from "../model/index.js";
import { describeDefinition, describeTags } from "./describe.js";
import { codeSpan } from "./tsdoc/inline.js";
import type { Comment } from "./tsdoc/comment.js";
import type { FileBuilder } from "./file-builder.js";
import type { Declaration, FunctionDeclaration, Parameter } from "./file.js";
import { objectLiteral } from "./literal.js";
import { accessorArguments } from "./types/signatures.js";
import { dataType } from "./types/signatures.js";

/** A signal accessor of the schema or of an annotation, as the emitter uses it. */
export interface AccessorView {
  readonly name: string;
  readonly event: Event;
  /** The type of the arguments; undefined if there are none. */
  readonly args: string | undefined;
  /** The data member that each argument is compared with; undefined if the server selects the events. */
  readonly match: Readonly<Record<string, string>> | undefined;
  /** The start of the functions' comments. */
  readonly comment: Comment;
}

/** Returns the constant and the functions of an accessor of the schema. */
export function accessorDeclarations(
  file: FileBuilder,
  accessor: Accessor,
  event: Event,
): readonly Declaration[] {
  const args = accessorArguments(file, accessor);
  const comment = describeDefinition(file.context, accessor, { lead: [leadOf(file, event)] });
  const view: AccessorView = { name: accessor.name, event, args, match: undefined, comment };
  return [accessorConstant(file, view), connectThrough(file, view), disconnectThrough(file, view)];
}

/** Returns the constant of an annotated accessor, and its functions unless it shares those of its event. */
export function annotatedDeclarations(
  file: FileBuilder,
  accessor: AnnotatedAccessor,
  event: Event,
): readonly Declaration[] {
  const view = annotatedView(file, accessor, event);
  const shared = file.context.names.find("connectAccessor", accessor.name) === undefined;
  return [
    accessorConstant(file, view),
    ...(shared ? [] : [connectThrough(file, view), disconnectThrough(file, view)]),
  ];
}

export function annotatedView(file: FileBuilder, accessor: AnnotatedAccessor, event: Event): AccessorView {
  return {
    name: accessor.name,
    event,
    args: file.declared({ name: accessor.name, module: event.module }, "accessorArguments"),
    match: Object.fromEntries(accessor.arguments.map(({ name, member }) => [name, member])),
    comment: [leadOf(file, event), ...describeTags(file.context, event)],
  };
}

function leadOf(file: FileBuilder, event: Event): string {
  const data = file.context.names.find("event", event.name);
  return `Connects to ${codeSpan(event.name)}${data === undefined ? "" : `. The listener receives {@link ${data}}`}.`;
}

function accessorConstant(file: FileBuilder, view: AccessorView): Declaration {
  const { name, event, match } = view;
  return {
    kind: "constant",
    name: file.context.names.of("accessor", name),
    comment: [`The signal accessor ${codeSpan(name)}.`],
    type: `${file.runtime("SignalAccessor")}<${view.args ?? "object"}, ${dataType(file, event)}>`,
    value: objectLiteral({ name, event: event.name, ...(match !== undefined && { match }) }),
  };
}

function connectThrough(file: FileBuilder, view: AccessorView): FunctionDeclaration {
  const { names } = file.context;
  const accessor = names.of("accessor", view.name);
  const args = view.args === undefined ? "{}" : "args";
  return {
    kind: "function",
    name: names.of("connectAccessor", view.name),
    comment: view.comment,
    parameters: connectParameters(file, view.event, view.args),
    returns: `Promise<${file.runtime("SignalConnection")}>`,
    expression: `${file.runtimeFunction("connectAccessor")}(session, ${accessor}, ${args}, listener, options)`,
  };
}

/** The connection holds the arguments. The parameter keeps the signature equal to that of the disconnect command. */
function disconnectThrough(file: FileBuilder, view: AccessorView): FunctionDeclaration {
  const { names } = file.context;
  return {
    kind: "function",
    name: names.of("disconnectAccessor", view.name),
    comment: [`Disconnects a listener that {@link ${names.of("connectAccessor", view.name)}} connected.`],
    parameters: disconnectParameters(file, view.args, "_args"),
    returns: "Promise<void>",
    expression: "session.disconnectSignal(connection)",
  };
}

export function connectParameters(
  file: FileBuilder,
  event: Event,
  args: string | undefined,
): readonly Parameter[] {
  const listener = `${file.runtime("Listener")}<${dataType(file, event)}>`;
  return [
    file.sessionParameter(),
    ...(args === undefined ? [] : [{ name: "args", type: args, optional: false }]),
    { name: "listener", type: listener, optional: false },
    { name: "options", type: file.runtime("ConnectOptions"), optional: true },
  ];
}

export function disconnectParameters(
  file: FileBuilder,
  args: string | undefined,
  called = "args",
): readonly Parameter[] {
  return [
    file.sessionParameter(),
    ...(args === undefined ? [] : [{ name: called, type: args, optional: false }]),
    { name: "connection", type: file.runtime("SignalConnection"), optional: false },
  ];
}
