/** The formats of an export: the model, JSON Schema 2020-12, or AsyncAPI 3.0. */
export const exportFormats = ["model", "json-schema", "asyncapi"] as const;

export type ExportFormat = (typeof exportFormats)[number];
