import {
  qTypeValues,
  type Definition,
  type EnumType,
  type Members,
  type Model,
  type Module,
  type Position,
  type TypeReference,
} from "../model/index.js";

/** Types that the language defines are not in a schema file. */
const nowhere: Position = { file: "(the language)", line: 1, column: 1 };

/** Adds a module with the types that the language defines, if the model uses any of them. */
export function withLanguageTypes(model: Model): Model {
  if (!model.definitions.some((definition) => references(definition).some(isQType))) return model;
  const module = languageModule(model);
  return {
    modules: [...model.modules, module],
    definitions: [...model.definitions, ...module.definitions],
    byName: new Map([...model.byName, ...module.definitions.map((each) => [each.name, each] as const)]),
  };
}

export function isLanguageModule({ file }: Module): boolean {
  return file === nowhere.file;
}

function languageModule(model: Model): Module {
  let name = "language";
  while (model.modules.some((module) => module.name === name)) name += "-itself";
  return { name, file: nowhere.file, includes: [], definitions: [qType(name)], freeForm: [] };
}

function qType(module: string): EnumType {
  const plain = { position: nowhere, condition: undefined, features: [] };
  return {
    ...plain,
    kind: "enum",
    name: "QType",
    module,
    documentation: undefined,
    prefix: undefined,
    values: qTypeValues.map((name) => ({ ...plain, name })),
  };
}

function isQType(reference: TypeReference): boolean {
  if (reference.kind === "array") return isQType(reference.element);
  return reference.kind === "builtin" && reference.name === "QType";
}

function references(definition: Definition): readonly TypeReference[] {
  switch (definition.kind) {
    case "enum":
      return [];
    case "struct":
      return definition.members.map((member) => member.type);
    case "union":
      return [...inMembers(definition.base), ...definition.branches.map((branch) => branch.type)];
    case "alternate":
      return definition.alternatives.map((alternative) => alternative.type);
    case "command":
      return [
        ...inMembers(definition.data),
        ...(definition.returns === undefined ? [] : [definition.returns]),
      ];
    case "event":
    case "accessor":
      return inMembers(definition.data);
  }
}

function inMembers(members: Members): readonly TypeReference[] {
  return members.kind === "inline" ? members.members.map((member) => member.type) : [];
}
