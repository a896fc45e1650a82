import { X509Certificate } from "node:crypto";
import { validateHeaderName, validateHeaderValue } from "node:http";
import { type CallRequest, OperationError } from "../part.js";
import type { RequestHead, VerifiedTLS } from "./http-connection.js";

/** What a request's headers say of its body. */
export type BodyPlan =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly byteLength: number }
  | { readonly kind: "chunked" };

export interface RequestFields {
  readonly head: RequestHead;
  readonly body: BodyPlan;
  /** Names of reply headers that are wanted; undefined for all. */
  readonly headersMask: ReadonlySet<string> | undefined;
}

export interface OpenFields {
  readonly host: string;
  readonly port: number;
  readonly target: number;
  readonly tls: VerifiedTLS | undefined;
}

const METHOD = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}$/;
const CONNECT = /^connect$/i;
const PATH = /^\/[\x21-\x7e]{0,2047}$/;
const HOST = /^[0-9A-Za-z.:_-]{1,253}$/;
const REQUEST_BYTES_MAX = 4 * 1024 * 1024;
/** What speaks of a body, which an upgrade has none of. */
const BODY_HEADERS = ["content-length", "expect", "trailer", "transfer-encoding"];
const BODILESS_METHODS: readonly string[] = ["GET", "HEAD", "DELETE", "OPTIONS", "TRACE"];

/** `store` decides where the firmware names no certificates of its own. */
export function openFields(
  request: CallRequest,
  payload: Uint8Array,
  store: readonly string[] | undefined,
): OpenFields {
  const { host, port, target, tls } = request;
  if (typeof host !== "string" || !HOST.test(host)) refuse("host is not a host name");
  if (!Number.isInteger(port)) refuse("port is not a number");
  if (!Number.isInteger(target)) refuse("target is not a listener");
  return {
    host: host as string,
    port: port as number,
    target: target as number,
    tls: tls === undefined ? undefined : tlsFields(tls as TLSFields, payload, store),
  };
}

/** Of a WebSocket's upgrade. */
export function upgradeFields(request: CallRequest): {
  readonly path: string;
  readonly protocol: string | undefined;
  readonly headers: readonly (readonly [string, string])[];
} {
  const { path, protocol, headers } = request;
  refuseBadPath(path);
  if (protocol !== undefined && !METHOD.test(String(protocol))) refuse("protocol is not a token");
  const pairs = (headers ?? []) as readonly (readonly [string, string])[];
  for (const [name, value] of pairs) {
    refuseBadHeader(name, value);
    if (BODY_HEADERS.includes(name.toLowerCase())) refuse("an upgrade has no body");
  }
  return { path: path as string, protocol: protocol as string | undefined, headers: pairs };
}

interface TLSFields {
  readonly host: string;
  readonly minimumVersion: VerifiedTLS["minimumVersion"];
  readonly caBytes: readonly number[];
}

function tlsFields(
  { host, minimumVersion, caBytes }: TLSFields,
  payload: Uint8Array,
  store: readonly string[] | undefined,
): VerifiedTLS {
  const ca: string[] = [];
  let offset = 0;
  for (const byteLength of caBytes) {
    ca.push(pemOf(payload.subarray(offset, offset + byteLength)));
    offset += byteLength;
  }
  return { host, minimumVersion, ca: ca.length > 0 ? ca : store };
}

/** PEM of a DER certificate, which the firmware or the board's store holds. */
export function pemOf(der: Uint8Array): string {
  try {
    return new X509Certificate(der).toString();
  } catch {
    throw new OperationError("http-bad-option", "not a DER certificate", "TypeError");
  }
}

export function requestFields(request: CallRequest, host: string): RequestFields {
  const { method, path, headers, headersMask } = request;
  if (typeof method !== "string" || !METHOD.test(method)) refuse("method is not a token");
  if (CONNECT.test(method as string)) refuse("CONNECT is not a request for a resource");
  refuseBadPath(path);
  const pairs = headers as readonly (readonly [string, string])[];
  for (const [name, value] of pairs) refuseBadHeader(name, value);
  const own = new Map(pairs.map(([name, value]) => [name.toLowerCase(), value]));
  const body = bodyPlan(own.get("content-length"), own.get("transfer-encoding"));
  if (own.has("trailer") && body.kind !== "chunked") refuse("a trailer follows chunks alone");
  const added: [string, string][] = own.has("host") ? [] : [["host", host]];
  if (!own.has("connection")) added.push(["connection", "keep-alive"]);
  if (body.kind === "none" && !own.has("content-length")) {
    if (!BODILESS_METHODS.includes(method as string)) added.push(["content-length", "0"]);
  }
  return {
    head: { method: method as string, path: path as string, headers: [...added, ...pairs] },
    body,
    headersMask: headersMask === undefined ? undefined : new Set(headersMask as string[]),
  };
}

/** Bytes of the head on the wire, the empty line included. */
export function headBytes({ method, path, headers }: RequestHead): number {
  const lines = headers.map(([name, value]) => name.length + value.length + 4);
  return lines.reduce((sum, bytes) => sum + bytes, method.length + path.length + 14);
}

function bodyPlan(length: string | undefined, encoding: string | undefined): BodyPlan {
  if (encoding !== undefined) {
    if (encoding.toLowerCase() !== "chunked") refuse("the only transfer-encoding is chunked");
    if (length !== undefined) refuse("a body has a length or is chunked, not both");
    return { kind: "chunked" };
  }
  if (length === undefined) return { kind: "none" };
  const byteLength = /^\d{1,9}$/.test(length) ? Number(length) : -1;
  if (byteLength < 0 || byteLength > REQUEST_BYTES_MAX) refuse("content-length is out of range");
  return byteLength === 0 ? { kind: "none" } : { kind: "length", byteLength };
}

function refuseBadPath(path: unknown): void {
  if (typeof path === "string" && PATH.test(path)) return;
  refuse("path must begin with / and have no blank");
}

function refuseBadHeader(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    // Not the value: it may be a key.
    refuse("a header has characters that HTTP forbids");
  }
}

function refuse(message: string): never {
  throw new OperationError("http-bad-option", message, "TypeError");
}
