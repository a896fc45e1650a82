import type { Codec } from "../host/codec.js";

/** One event's data; longer ones are none of ours. */
export const EVENT_BYTES_MAX = 16 * 1024;
/** Of a whole stream, whose every token is an event. */
export const STREAM_BYTES_MAX = 128 * 1024;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
/** What some servers put before a text to say that it is Unicode. */
const BYTE_ORDER_MARK = "\ufeff";

export type StreamCode = "cloud-malformed" | "cloud-reply-too-large";

/**
 * Server-sent events (WHATWG HTML, 9.2) as they come in: their data, one text for each event. Names,
 * ids and comments are passed over; a carriage return ends a line only before a line feed, as no
 * cloud writes it alone. An event that the stream's end cuts is none.
 */
export class EventStream {
  readonly #codec: Codec;
  readonly #onData: (data: string) => void;
  /** The line that is not whole yet. */
  #line = new Uint8Array(0);
  #data: string[] = [];
  #eventBytes = 0;
  #byteLength = 0;
  #isFirst = true;

  constructor(codec: Codec, onData: (data: string) => void) {
    this.#codec = codec;
    this.#onData = onData;
  }

  /** Takes the next bytes in; gives a code where the stream is of no more use. */
  add(piece: Uint8Array): StreamCode | undefined {
    this.#byteLength += piece.byteLength;
    if (this.#byteLength > STREAM_BYTES_MAX) return "cloud-reply-too-large";
    let from = 0;
    for (;;) {
      const end = piece.indexOf(LINE_FEED, from);
      const bytes = piece.subarray(from, end < 0 ? piece.byteLength : end);
      this.#eventBytes += bytes.byteLength;
      if (this.#eventBytes > EVENT_BYTES_MAX) return "cloud-reply-too-large";
      if (end < 0) {
        this.#line = joined(this.#line, bytes, true);
        return undefined;
      }
      const line = this.#codec.decodeUtf8(withoutReturn(joined(this.#line, bytes, false)));
      if (line === undefined) return "cloud-malformed";
      this.#line = new Uint8Array(0);
      this.#takeLine(this.#isFirst && line.startsWith(BYTE_ORDER_MARK) ? line.slice(1) : line);
      this.#isFirst = false;
      from = end + 1;
    }
  }

  #takeLine(line: string): void {
    if (line === "") {
      const data = this.#data.join("\n");
      this.#data = [];
      this.#eventBytes = 0;
      if (data !== "") this.#onData(data);
    } else if (line.startsWith("data:")) {
      this.#data.push(line.slice(line.charAt(5) === " " ? 6 : 5));
    }
  }
}

/** `copied` where the piece will not outlive this call. */
function joined(line: Uint8Array, piece: Uint8Array, copied: boolean): Uint8Array<ArrayBuffer> {
  if (line.byteLength === 0) {
    return (copied ? piece.slice() : piece) as Uint8Array<ArrayBuffer>;
  }
  const whole = new Uint8Array(line.byteLength + piece.byteLength);
  whole.set(line);
  whole.set(piece, line.byteLength);
  return whole;
}

function withoutReturn(line: Uint8Array): Uint8Array {
  const end = line.byteLength - 1;
  return end >= 0 && line[end] === CARRIAGE_RETURN ? line.subarray(0, end) : line;
}
