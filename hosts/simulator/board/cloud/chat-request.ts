/** What a vision request must be; everything else is answered with 400 and the reason. */
export interface ChatRequest {
  readonly model: string;
  readonly jpeg: Uint8Array;
}

export type ChatRequestOutcome =
  | { readonly ok: true; readonly value: ChatRequest }
  | { readonly ok: false; readonly code: "invalid_request"; readonly detail: string };

type Fields = Readonly<Record<string, unknown>>;

const MESSAGES_MAX = 16;
const PARTS_MAX = 16;
const MODEL_CHARS_MAX = 128;
const JPEG_BYTES_MAX = 512 * 1024;
const DATA_URI = "data:image/jpeg;base64,";
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Reads a Chat Completions request with exactly one picture, strictly. */
export function parseChatRequest(body: Uint8Array): ChatRequestOutcome {
  const request = parseObject(body);
  if (request === undefined) return refused("the body is not a JSON object");
  const { model, messages, stream, response_format: format } = request;
  if (typeof model !== "string" || model === "" || model.length > MODEL_CHARS_MAX) {
    return refused("model must be a name");
  }
  if (stream !== undefined && stream !== false) return refused("stream is not offered");
  if (format !== undefined && !isJSONFormat(format)) {
    return refused("response_format must be json_schema or json_object");
  }
  if (!Array.isArray(messages) || messages.length === 0 || messages.length > MESSAGES_MAX) {
    return refused(`messages must hold 1 to ${MESSAGES_MAX}`);
  }
  const urls: string[] = [];
  for (const message of messages) {
    const detail = takeMessage(message, urls);
    if (detail !== undefined) return refused(detail);
  }
  const [url] = urls;
  if (url === undefined || urls.length !== 1) return refused("exactly one picture is wanted");
  const jpeg = jpegOf(url);
  if (jpeg === undefined) return refused("the picture must be a JPEG as a base64 data URI");
  return { ok: true, value: { model, jpeg } };
}

/** Says what is wrong with a message, and collects the pictures of one that is right. */
function takeMessage(message: unknown, urls: string[]): string | undefined {
  if (!isFields(message)) return "a message must be an object";
  const { role, content } = message;
  if (role !== "system" && role !== "developer" && role !== "user") return "an unknown role";
  if (typeof content === "string") return undefined;
  if (!Array.isArray(content) || content.length === 0 || content.length > PARTS_MAX) {
    return `content must be a string or 1 to ${PARTS_MAX} parts`;
  }
  for (const part of content) {
    if (!isFields(part)) return "a part must be an object";
    if (part.type === "text" && typeof part.text === "string") continue;
    const url = isFields(part.image_url) ? part.image_url.url : undefined;
    if (part.type !== "image_url" || typeof url !== "string") return "a part of an unknown type";
    if (role !== "user") return "only users send pictures";
    urls.push(url);
  }
  return undefined;
}

function jpegOf(url: string): Uint8Array | undefined {
  if (!url.startsWith(DATA_URI)) return undefined;
  const text = url.slice(DATA_URI.length);
  if (!BASE64.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64");
  // Bits beyond the last byte would let one picture have several spellings.
  if (bytes.toString("base64") !== text || bytes.byteLength > JPEG_BYTES_MAX) return undefined;
  const begins = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
  return begins ? bytes : undefined;
}

function isJSONFormat(format: unknown): boolean {
  if (!isFields(format)) return false;
  if (format.type === "json_object") return true;
  if (format.type !== "json_schema" || !isFields(format.json_schema)) return false;
  return typeof format.json_schema.name === "string" && isFields(format.json_schema.schema);
}

function parseObject(body: Uint8Array): Fields | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refused(detail: string): ChatRequestOutcome {
  return { ok: false, code: "invalid_request", detail };
}
