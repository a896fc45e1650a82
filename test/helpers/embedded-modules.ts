import { register } from "node:module";

/**
 * Lets modules that import `embedded:...` run in Node: each specifier is resolved to the compiled
 * module at the given place under `hosts/simulator/firmware`. Registering again is harmless.
 */
export function registerEmbeddedModules(modules: Readonly<Record<string, string>>): void {
  const urls = Object.fromEntries(
    Object.entries(modules).map(([specifier, name]) => [specifier, firmwareModuleUrl(name)]),
  );
  const hooks = `
    const urls = ${JSON.stringify(urls)};
    export function resolve(specifier, context, next) {
      const url = Object.hasOwn(urls, specifier) ? urls[specifier] : undefined;
      return url === undefined ? next(specifier, context) : { url, shortCircuit: true };
    }`;
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
}

function firmwareModuleUrl(name: string): string {
  return new URL(`../../hosts/simulator/firmware/${name}.js`, import.meta.url).href;
}
