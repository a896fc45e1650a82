import { consistsOf } from "../../../modules/text/forms.js";

const CR = 13;
const LF = 10;
/** Of the lines between two pieces of a body, or before the first: the head. */
const LINE_BYTES_MAX = 8 * 1024;
const CHUNK_LINE_CHARS_MAX = 16;

/**
 * The bytes that the SDK's HTTP client reads one by one: head, lengths of chunks, trailer. It keeps
 * lines of any length, and throws at a trailer, from a timer too, where nobody can catch it.
 */
export class ReplyLines {
  #count = 0;
  #line = "";
  #part: "head" | "chunks" | "trailer" | "skipped" = "head";

  /** More lines than any server needs: whoever sees it ends the connection. */
  get areEndless(): boolean {
    return this.#count > LINE_BYTES_MAX;
  }

  /** A request was sent: its reply begins with a head. */
  beginHead(): void {
    this.#begin("head");
  }

  /** The head is over. */
  beginBody(): void {
    this.#begin("chunks");
  }

  beginPiece(): void {
    this.#count = 0;
  }

  /**
   * The byte that the client is to see for this one: in place of a trailer an empty line, which ends
   * the reply. What is left of the trailer makes no head, so that a next request on it fails.
   */
  pass(byte: number): number {
    this.#count += 1;
    if (this.#part === "skipped") return LF;
    if (this.#part === "trailer" && this.#line === "" && byte !== CR) {
      this.#part = "skipped";
      return CR;
    }
    if (this.#line.length < CHUNK_LINE_CHARS_MAX) this.#line += String.fromCharCode(byte);
    if (byte !== LF) return byte;
    if (this.#part === "chunks" && isLastChunk(this.#line)) this.#part = "trailer";
    this.#line = "";
    return byte;
  }

  #begin(part: "head" | "chunks"): void {
    this.#part = part;
    this.#count = 0;
    this.#line = "";
  }
}

function isLastChunk(line: string): boolean {
  return line.endsWith("\r\n") && consistsOf(line.trim(), (character) => character === "0");
}
