import { codec } from "../../../native/codec/codec.js";
import type { Assertions } from "../assertions.js";

/** Text encodings: RFC 4648's own vectors, and what RFC 3629 allows and forbids. */
export default function (t: Assertions): void {
  encodesBase64(t);
  refusesAShortTarget(t);
  encodesUtf8(t);
  decodesUtf8(t);
  refusesMalformedUtf8(t);
}

const ascii = (bytes: Uint8Array) => String.fromCharCode(...bytes);
const bytesOf = (text: string) => Uint8Array.from([...text].map((each) => each.charCodeAt(0)));

function encodesBase64(t: Assertions): void {
  const vectors = ["", "", "f", "Zg==", "fo", "Zm8=", "foo", "Zm9v", "foob", "Zm9vYg=="];
  vectors.push("fooba", "Zm9vYmE=", "foobar", "Zm9vYmFy");
  for (let index = 0; index < vectors.length; index += 2) {
    const target = new Uint8Array(8);
    const count = codec.encodeBase64(bytesOf(vectors[index] as string), target);
    t.equal(ascii(target.subarray(0, count)), vectors[index + 1], `base64 of ${vectors[index]}`);
  }
  const target = new Uint8Array(4);
  codec.encodeBase64(new Uint8Array([1, 0xfb, 0xff, 0xfe, 2]).subarray(1, 4), target);
  t.equal(ascii(target), "+//+", "a view's own bytes, and the last letters of the alphabet");
}

function refusesAShortTarget(t: Assertions): void {
  const target = new Uint8Array(3);
  t.throws(() => codec.encodeBase64(new Uint8Array(1), target), RangeError, "a short target");
  t.equal(ascii(target), "\0\0\0", "which stays as it was");
}

function encodesUtf8(t: Assertions): void {
  const bytes = (text: string) => [...new Uint8Array(codec.encodeUtf8(text))].join(" ");
  t.equal(bytes(""), "", "nothing");
  t.equal(bytes("aé€😀"), "97 195 169 226 130 172 240 159 152 128", "one to four bytes");
  t.equal(bytes("a\0b"), "97 0 98", "a NUL");
  t.equal(bytes("\ud800x"), "239 191 189 120", "a lone surrogate");
}

function decodesUtf8(t: Assertions): void {
  const text = "aé€😀\u{10ffff}";
  t.equal(codec.decodeUtf8(codec.encodeUtf8(text)), text, "there and back");
  t.equal(codec.decodeUtf8(new Uint8Array(0)), "", "nothing");
  t.equal(codec.decodeUtf8(bytesOf("xhix").subarray(1, 3)), "hi", "a view's own bytes");
  t.equal(codec.decodeUtf8(new DataView(bytesOf("hi").buffer)), "hi", "a DataView");
}

function refusesMalformedUtf8(t: Assertions): void {
  const malformed: readonly (readonly number[])[] = [
    [0x80],
    [0xc3],
    [0xc0, 0x80],
    [0xc1, 0xbf],
    [0xe0, 0x9f, 0xbf],
    [0xed, 0xa0, 0x80],
    [0xe2, 0x82],
    [0xf0, 0x8f, 0xbf, 0xbf],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0xff],
    [0x61, 0],
  ];
  for (const bytes of malformed) {
    t.equal(codec.decodeUtf8(Uint8Array.from(bytes)), undefined, `bytes ${bytes.join(" ")}`);
  }
}
