import { TLS_OK, TLSSession } from "../../../native/tls/tls-session.js";
import type { Assertions } from "../assertions.js";
import { authority } from "./fixtures.js";

const CLIENT_HELLO = 1;
const HANDSHAKE = 22;
/** An alert, fatal: handshake failure. */
const ALERT = Uint8Array.of(21, 3, 3, 0, 2, 2, 40);
const FAILED = 6;
const BAD_AUTHORITY = 7;

/** The engine of TLS without a server; what servers do to it is test/conformance/network's part. */
export default function conformance(t: Assertions): void {
  opening(t);
  receiving(t);
  closing(t);
}

function opening(t: Assertions): void {
  const session = new TLSSession();
  t.throws(() => session.start(), Error, "nothing works before open");
  t.equal(session.open("", false), FAILED, "a host without a name");
  t.equal(session.open("x".repeat(300), false), FAILED, "a name that is too long");
  t.equal(session.open("tls.nightjar.test", false), TLS_OK, "a good name");
  t.throws(() => session.open("tls.nightjar.test", false), Error, "opened twice");
  t.equal(session.trust(new Uint8Array(10)), BAD_AUTHORITY, "no certificate");
  t.equal(session.trust(new ArrayBuffer(0)), BAD_AUTHORITY, "no bytes");
  session.close();
}

function receiving(t: Assertions): void {
  const session = started();
  const hello = new Uint8Array(session.output());
  t.ok(hello.byteLength > 50, "a hello waits");
  t.equal(session.drain(hello.subarray(0, 10)), 10, "drained in part");
  t.equal(session.drain(hello.subarray(10)), hello.byteLength - 10, "drained to its end");
  t.equal(session.output(), 0, "nothing left");
  t.equal(hello[0], HANDSHAKE, "a handshake record");
  t.equal(hello[5], CLIENT_HELLO, "a client's hello");
  t.equal(session.isReady(), false, "nobody verified yet");
  t.equal(session.writable(), 0, "so nothing may be written");
  t.equal(session.write(new Uint8Array(1)), FAILED, "and nothing is");
  t.equal(session.readMany(undefined), undefined, "nothing to read");
  t.equal(session.readByte(), undefined, "not even a byte");
  const alert = bufferOf(ALERT);
  t.throws(() => session.receive(alert, -1), RangeError, "an offset before the start");
  t.throws(() => session.receive(alert, 8), RangeError, "an offset past the end");
  t.throws(() => session.receive(new ArrayBuffer(65_536), 0), RangeError, "too much at once");
  t.equal(session.receive(alert.slice(0, 3), 0).taken, 3, "part of a record is kept");
  const { taken, status } = session.receive(alert, 3);
  t.equal(taken, 4, "the rest of it, from its offset");
  t.equal(status, FAILED, "the server will not");
  session.close();
}

function closing(t: Assertions): void {
  const session = started();
  session.end();
  session.close();
  session.close();
  t.throws(() => session.output(), Error, "closed");
  t.throws(() => session.receive(new ArrayBuffer(1), 0), Error, "closed for bytes too");
  t.throws(() => session.readMany(1), Error, "and for reading");
}

/** Trusts somebody, who is never asked: there is no server to be judged. */
function started(): TLSSession {
  const session = new TLSSession();
  session.open("tls.nightjar.test", false);
  session.trust(authority());
  session.start();
  return session;
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}
