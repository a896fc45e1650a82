import { existsSync } from "node:fs";
import { register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { HTTPClientEntry } from "../../modules/host/network.js";
import type { WebSocketClientEntry } from "../../modules/host/web-socket.js";

const FOLDER = join(process.env.MODDABLE ?? "", "examples/io/tcp");
const HTTP_CLIENT = join(FOLDER, "httpclient/httpclient.js");
const WEB_SOCKET_CLIENT = join(FOLDER, "websocketclient/websocketclient.js");

/** Whether the Moddable SDK is on this machine. */
export const hasSDK = process.env.MODDABLE !== undefined && existsSync(HTTP_CLIENT);

const TIMER = `export default {
  set: (callback, delay, repeat) => {
    if (repeat !== undefined) throw new Error("only one-shot timers here");
    return setTimeout(callback, delay);
  },
  clear: (id) => clearTimeout(id),
}`;

const LOGICAL = `export default {
  xor: (bytes, mask) => {
    const key = new Uint8Array(mask);
    for (let at = 0; at < bytes.length; at++) bytes[at] ^= key[at % key.length];
  },
}`;

/** The SDK's HTTP client, in Node: with Node's timers, and what it expects of XS. */
export async function importSDKHTTPClient(): Promise<HTTPClientEntry["io"]> {
  return (await importOfSDK(HTTP_CLIENT)) as HTTPClientEntry["io"];
}

/** The SDK's WebSocket client, likewise. */
export async function importSDKWebSocketClient(): Promise<WebSocketClientEntry["io"]> {
  return (await importOfSDK(WEB_SOCKET_CLIENT)) as WebSocketClientEntry["io"];
}

async function importOfSDK(path: string): Promise<unknown> {
  const url = pathToFileURL(path).href;
  const modules = { timer: scriptUrl(TIMER), logical: scriptUrl(LOGICAL) };
  const hooks = `
    const modules = ${JSON.stringify(modules)};
    export function resolve(specifier, context, next) {
      if (specifier in modules) return { url: modules[specifier], shortCircuit: true };
      if (specifier === ${JSON.stringify(url)}) {
        return { url: specifier, format: "module", shortCircuit: true };
      }
      return next(specifier, context);
    }`;
  register(scriptUrl(hooks));
  Object.assign(ArrayBuffer, {
    fromString: (text: string) => Uint8Array.from(new TextEncoder().encode(text)).buffer,
  });
  Object.assign(Math, { irandom: (below: number) => Math.floor(Math.random() * below) });
  Object.assign(Uint8Array.prototype, {
    toBase64(this: Uint8Array) {
      return Buffer.from(this).toString("base64");
    },
  });
  return (await import(url)).default;
}

function scriptUrl(script: string): string {
  return `data:text/javascript,${encodeURIComponent(script)}`;
}
