import { register } from "node:module";

/** Modules of the SDK by their source, for what imports them in Node. Registering again is harmless. */
export function registerSDKModules(sources: Readonly<Record<string, string>>): void {
  const hooks = `
    const sources = ${JSON.stringify(sources)};
    export function resolve(specifier, context, next) {
      const source = Object.hasOwn(sources, specifier) ? sources[specifier] : undefined;
      if (source === undefined) return next(specifier, context);
      return { url: "data:text/javascript," + encodeURIComponent(source), shortCircuit: true };
    }`;
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
}

const UNUSED = "export default class {}";

/** What a board's host imports and opens no sooner than the firmware asks for it. */
export function registerUnusedSDKModules(): void {
  registerSDKModules({
    "embedded:io/analog": UNUSED,
    "embedded:io/digital": UNUSED,
    "embedded:io/socket/tcp": UNUSED,
    "embedded:network/http/client": UNUSED,
    "embedded:network/websocket/client": UNUSED,
    "mc/config": "export default { lights: {} }",
  });
}
