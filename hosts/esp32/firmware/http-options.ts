import type { HTTPClientOptions, HTTPRequestOptions } from "../../../modules/host/network.js";
import { isFieldValue, isPath, isToken } from "../../../modules/text/forms.js";

const PORT_MAX = 65_535;
const AUTHORITIES_MAX = 8;

/** Throws where something is missing; nothing is acquired before. */
export function checkClient({ host, port, socket, dns, onError }: HTTPClientOptions): void {
  if (typeof host !== "string" || host === "") throw new TypeError("host must be a string");
  if (port !== undefined && typeof port !== "number") throw new TypeError("port must be a number");
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= PORT_MAX)) {
    throw new RangeError(`port must be from 1 to ${PORT_MAX}`);
  }
  for (const [name, value] of [
    ["socket", socket],
    ["dns", dns],
  ] as const) {
    if (typeof value !== "object" || value === null)
      throw new TypeError(`${name} must be an object`);
  }
  const ca = socket.tls?.ca;
  if (Array.isArray(ca) && ca.length > AUTHORITIES_MAX) {
    throw new RangeError(`tls.ca has more than ${AUTHORITIES_MAX} certificates`);
  }
  checkCallback("onError", onError);
}

/** A complaint does not repeat a value: it may be a key. */
export function checkRequest(options: HTTPRequestOptions): void {
  const { method = "GET", headersMask } = options;
  if (!isToken(method)) throw new TypeError("method must be a token");
  // Whoever reads it in capitals would answer with a tunnel.
  if (method.toUpperCase() === "CONNECT") throw new TypeError("CONNECT asks for no resource");
  checkHead(options);
  if (headersMask !== undefined && !Array.isArray(headersMask)) {
    throw new TypeError("headersMask must be an Array");
  }
  for (const name of ["onHeaders", "onReadable", "onWritable", "onDone"] as const) {
    checkCallback(name, options[name]);
  }
}

/** What goes into the lines of a request. */
export function checkHead({
  path = "/",
  headers,
}: Pick<HTTPRequestOptions, "path" | "headers">): void {
  if (!isPath(path)) throw new TypeError("path must begin with / and have no blank");
  if (headers !== undefined && !(headers instanceof Map)) {
    throw new TypeError("headers must be a Map");
  }
  for (const [name, value] of headers ?? []) {
    if (!isToken(name)) throw new TypeError("a header's name must be a token");
    if (!isFieldValue(String(value))) {
      throw new TypeError(`the header ${name} must be one line`);
    }
  }
}

export function checkCallback(name: string, value: unknown): void {
  if (value !== undefined && value !== null && typeof value !== "function") {
    throw new TypeError(`${name} must be a function`);
  }
}
