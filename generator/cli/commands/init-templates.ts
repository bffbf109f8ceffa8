export const configFile = "qapi-ts.config.json";
export const schemaFile = "schema/example.json";

export const scripts: { readonly generate: string; readonly "generate:watch": string } = {
  generate: `qapi-ts generate --config ${configFile}`,
  "generate:watch": `qapi-ts generate --config ${configFile} --watch`,
};

/** A config for the example schema. Editors that know its JSON Schema complete the members. */
export function exampleConfig(jsonSchema: string): string {
  return `{
  "$schema": ${JSON.stringify(jsonSchema)},
  "targets": [
    {
      // The entry file of the schema. It can include other files.
      "schema": "${schemaFile}",
      // The folder for the generated files. They are overwritten, so do not edit them.
      "out": "src/example",
      // The name of the protocol, in PascalCase. It becomes part of the generated names.
      "name": "Example"
      // More members:
      // "validators": true                  also generates functions that check values
      // "annotations": "schema/facts.json"  adds signal accessors, completions and base64 members
      // "define": ["CONFIG_LINUX"]          keeps only what these conditions enable
      // "importExtension": "ts"             ends relative imports in .ts instead of .js
    }
  ]
}
`;
}

export const exampleSchema: string = `# The interface of an example daemon. Replace it with your own.

##
# @Unit:
#
# A unit of temperature.
#
# @celsius: degrees Celsius
#
# @kelvin: kelvin
#
# Since: 1.0
##
{ 'enum': 'Unit', 'data': [ 'celsius', 'kelvin' ] }

##
# @Temperature:
#
# The reading of a sensor.
#
# @value: the temperature
#
# @unit: the unit of @value
#
# Since: 1.0
##
{ 'struct': 'Temperature', 'data': { 'value': 'number', 'unit': 'Unit' } }

##
# @query-temperature:
#
# Read a sensor.
#
# @sensor: the name of the sensor
#
# @unit: the unit of the result (default: celsius)
#
# Returns: the current temperature
#
# Since: 1.0
##
{ 'command': 'query-temperature',
  'data': { 'sensor': 'str', '*unit': 'Unit' },
  'returns': 'Temperature' }

##
# @TEMPERATURE_CHANGED:
#
# Emitted when the temperature of a sensor changes.
#
# @sensor: the name of the sensor
#
# @temperature: the new temperature
#
# Since: 1.0
##
{ 'event': 'TEMPERATURE_CHANGED',
  'data': { 'sensor': 'str', 'temperature': 'Temperature' } }
`;
