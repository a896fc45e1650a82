import { existsSync } from "node:fs";
import { register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { HTTPClientEntry } from "../../modules/host/network.js";

const FILE = "examples/io/tcp/httpclient/httpclient.js";
const path = process.env.MODDABLE === undefined ? "" : join(process.env.MODDABLE, FILE);

/** Whether the Moddable SDK is on this machine. */
export const hasSDK = existsSync(path);

/** Its HTTP client, in Node: with Node's timers, and what it expects of XS. */
export async function importSDKHTTPClient(): Promise<HTTPClientEntry["io"]> {
  const timer = `export default {
    set: (callback, delay, repeat) => {
      if (repeat !== undefined) throw new Error("only one-shot timers here");
      return setTimeout(callback, delay);
    },
    clear: (id) => clearTimeout(id),
  }`;
  const timerUrl = `data:text/javascript,${encodeURIComponent(timer)}`;
  const clientUrl = pathToFileURL(path).href;
  const hooks = `
    export function resolve(specifier, context, next) {
      if (specifier === "timer") return { url: ${JSON.stringify(timerUrl)}, shortCircuit: true };
      if (specifier === ${JSON.stringify(clientUrl)}) {
        return { url: specifier, format: "module", shortCircuit: true };
      }
      return next(specifier, context);
    }`;
  register(`data:text/javascript,${encodeURIComponent(hooks)}`);
  Object.assign(ArrayBuffer, {
    fromString: (text: string) => Uint8Array.from(new TextEncoder().encode(text)).buffer,
  });
  return (await import(clientUrl)).default as HTTPClientEntry["io"];
}
