import type { DeviceFile, ModelIndex, ModelInfo, ModuleData, SearchData } from "../../data/format.js";

declare global {
  /** Called by the data files. */
  var explorerData: ((name: string, value: unknown) => void) | undefined;
}

const values = new Map<string, unknown>();
const pending = new Map<string, Promise<unknown>>();

globalThis.explorerData = (name, value) => {
  values.set(name, value);
};

/** The data files of a model. */
interface FilesOfModel {
  readonly index: ModelIndex;
  readonly search: SearchData;
  readonly devices: DeviceFile;
}

/** Loads the list of the shipped models. */
export async function loadModels(): Promise<readonly ModelInfo[]> {
  return (await loadFile("models")) as readonly ModelInfo[];
}

/** Loads a data file of a model. @throws Error (as a rejection) if it cannot be read. */
export async function loadFileOf<File extends keyof FilesOfModel>(
  model: string,
  file: File,
): Promise<FilesOfModel[File]> {
  return (await loadFile(`${model}/${file}`)) as FilesOfModel[File];
}

/** Loads the definitions of a module. @param file - see `moduleFile`. */
export async function loadModule(model: string, file: string): Promise<ModuleData> {
  return (await loadFile(`${model}/modules/${file}`)) as ModuleData;
}

/** Loads a file once. A file that failed is tried again by the next call. */
function loadFile(name: string): Promise<unknown> {
  const known = pending.get(name);
  if (known !== undefined) return known;
  const loading = runScript(name);
  pending.set(name, loading);
  loading.catch(() => pending.delete(name));
  return loading;
}

function runScript(name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `data/${name}.js`;
    script.onload = () => {
      script.remove();
      if (values.has(name)) resolve(values.get(name));
      else reject(new Error(`data/${name}.js is invalid`));
    };
    script.onerror = () => {
      script.remove();
      reject(new Error(`data/${name}.js cannot be read`));
    };
    document.head.append(script);
  });
}
