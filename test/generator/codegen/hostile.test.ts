import fc from "fast-check";
import ts from "typescript";
import { expect, test } from "vitest";
import { bindings } from "../../../generator/codegen/bindings.js";
import { isGenerated, type Declaration, type GeneratedFile } from "../../../generator/codegen/file.js";
import { cut } from "../../../generator/codegen/printer.js";
import { runtimeSymbols } from "../../../generator/codegen/runtime-symbols.js";
import { devicesFile } from "../../../generator/codegen/devices-file.js";
import type { DeviceFacts } from "../../../generator/devices/facts.js";
import { printPiece } from "../../../generator/codegen/print.js";
import type { Model } from "../../../generator/model/index.js";
import { nameModel } from "../../../generator/codegen/names/names.js";
import { loadFormatter } from "../../../generator/codegen/output/format.js";
import { hostileFacts } from "../support/hostile-facts.js";
import { hostileAnnotations, hostileModels } from "../support/hostile-model.js";

/** Prints the files of a model. */
function printed(
  model: Model,
  facts?: DeviceFacts,
): readonly { readonly file: GeneratedFile; readonly text: string }[] {
  const annotations = hostileAnnotations(model);
  const { value: names } = nameModel(model, { protocol: "Qmp", reserved: runtimeSymbols, annotations });
  const options = { runtime: "qapi-ts/codegen", reference: "https://example.com/{module}#{kind}-{name}" };
  const context = { model, names, options, annotations };
  const files = facts === undefined ? bindings(context) : [devicesFile(context, facts)];
  return files.map((file) => ({
    file,
    text: cut(file).map(printPiece).join("\n"),
  }));
}

test.each([
  ["a schema", fc.constant(undefined)],
  ["facts about devices", hostileFacts],
])("keeps text of %s inside its comment or string", (_, someFacts) => {
  fc.assert(
    fc.property(hostileModels, someFacts, (model, facts) => {
      for (const { file, text } of printed(model, facts)) {
        const source = ts.createSourceFile("x.ts", text, ts.ScriptTarget.ES2022, true);
        expect(syntaxErrors(text)).toEqual([]);
        expect(source.statements.map(shapeOf)).toEqual([
          ...file.imports.map((each) => ["import", each.from]),
          ...file.reexports.map((from) => ["export", from]),
          ...(file.runtimeExports === undefined ? [] : [["export", file.runtimeExports.from]]),
          ...file.declarations.flatMap(expectedShapes),
        ]);
        expect(isGenerated(text)).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test("formats hostile text equally with both parsers of prettier", async () => {
  const [quick, standard] = await Promise.all([loadFormatter("oxc-ts"), loadFormatter("typescript")]);
  await fc.assert(
    fc.asyncProperty(hostileModels, async (model) => {
      for (const { text } of printed(model)) {
        const formatted = await quick(text);
        expect(await standard(text)).toBe(formatted);
        expect(await quick(formatted)).toBe(formatted);
      }
    }),
    { numRuns: 25 },
  );
});

function syntaxErrors(text: string): readonly string[] {
  const { diagnostics = [] } = ts.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
  });
  return diagnostics.map((each) => ts.flattenDiagnosticMessageText(each.messageText, "\n"));
}

/** Returns the kind, name and members of a declaration. */
function shapeOf(statement: ts.Statement): unknown {
  if (ts.isImportDeclaration(statement)) return ["import", literalText(statement.moduleSpecifier)];
  if (ts.isExportDeclaration(statement)) return ["export", literalText(statement.moduleSpecifier)];
  if (ts.isInterfaceDeclaration(statement)) {
    const members = statement.members.filter(ts.isPropertySignature).map(({ name }) => nameText(name));
    return ["interface", statement.name.text, members];
  }
  if (ts.isTypeAliasDeclaration(statement)) return ["alias", statement.name.text];
  if (ts.isFunctionDeclaration(statement))
    return ["function", statement.name?.text, statement.body?.statements.length];
  if (ts.isVariableStatement(statement)) {
    return ["constant", statement.declarationList.declarations.map(({ name }) => name.getText()).join()];
  }
  if (ts.isModuleDeclaration(statement) && statement.body !== undefined && ts.isModuleBlock(statement.body))
    return ["augmentation", nameText(statement.name), ...statement.body.statements.map(shapeOf)];
  return ["unexpected", statement.getText()];
}

function expectedShapes(declaration: Declaration): readonly unknown[] {
  const { kind } = declaration;
  if (declaration.kind === "augmentation")
    return [[kind, declaration.module, ...expectedShapes(declaration.members)]];
  const { name } = declaration;
  if (declaration.kind === "interface")
    return [[kind, name, declaration.properties.map((property) => property.name)]];
  if (declaration.kind !== "function") return [[kind, name]];
  const overloads = (declaration.overloads ?? []).map(() => [kind, name, undefined]);
  return [...overloads, [kind, name, 1]];
}

function literalText(node: ts.Expression | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteral(node) ? node.text : undefined;
}

function nameText(name: ts.PropertyName | ts.ModuleName): string | undefined {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : undefined;
}
