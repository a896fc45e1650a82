import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import {
  type Asked,
  effortOf,
  type Fields,
  fieldsOf,
  isFields,
  jpegOfUri,
  listOf,
  RequestError,
  wanted,
} from "./dialect.js";
import type { Endpoint, TurnOutcome } from "./endpoint.js";
import { openaiResponses } from "./openai-responses.js";

export interface Realtime {
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

const PATH = "/v1/realtime";
const EFFORTS = ["minimal", "low", "medium", "high", "xhigh"];
const MESSAGE_BYTES_MAX = 1024 * 1024;
/** The middle of the local cloud's latencies, and a token's: told, and not slept. */
const SERVER_TIMING = "first;dur=2700, event;dur=30";

/** OpenAI's Realtime as far as pictures and text go: a conversation that lies here. */
export function openRealtime(endpoint: Endpoint): Realtime {
  const server = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX });
  server.on("headers", (headers) => headers.push(`Server-Timing: ${SERVER_TIMING}`));
  return {
    upgrade: (request, socket, head) => {
      const url = new URL(request.url ?? "", "https://localhost");
      const model = url.searchParams.get("model") ?? "";
      const isPath = url.pathname === PATH && model !== "";
      if (!isPath) return turnAway(socket, "404 Not Found");
      const isOurs = endpoint.hasKey(request.headers.authorization ?? "", "Bearer ");
      if (!isOurs) return turnAway(socket, "401 Unauthorized");
      server.handleUpgrade(request, socket, head, (client) => serve(endpoint, client, model));
    },
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

function turnAway(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function serve(endpoint: Endpoint, client: WebSocket, model: string): void {
  const conversation = new Conversation(endpoint, model);
  client.on("error", () => {});
  const say = (event: object): void => client.send(JSON.stringify(event));
  say({ type: "session.created", session: { type: "realtime", model } });
  client.on("message", (data, isBinary) => {
    try {
      wanted(!isBinary, "events are text");
      const text = (data as Buffer).toString("utf8");
      for (const event of conversation.hear(parsed(text))) say(event);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      const { message } = error;
      say({ type: "error", error: { type: "invalid_request_error", code: null, message } });
    }
  });
}

function parsed(text: string): Fields {
  try {
    return fieldsOf(JSON.parse(text), "an event");
  } catch {
    throw new RequestError("an event must be a JSON object");
  }
}

class Conversation {
  readonly #endpoint: Endpoint;
  readonly #model: string;
  #tools: string[] = [];
  readonly #pictures = new Map<string, Uint8Array>();
  #results = 0;
  #items = 0;

  constructor(endpoint: Endpoint, model: string) {
    this.#endpoint = endpoint;
    this.#model = model;
  }

  /** What the server says to one event. Throws RequestError. */
  hear(event: Fields): readonly object[] {
    switch (event.type) {
      case "session.update":
        return this.#configure(fieldsOf(event.session, "session"));
      case "conversation.item.create":
        return this.#add(fieldsOf(event.item, "item"));
      case "conversation.item.delete":
        this.#pictures.delete(String(event.item_id));
        return [{ type: "conversation.item.deleted", item_id: event.item_id }];
      case "response.create":
        return this.#respond();
      default:
        throw new RequestError(`Invalid value: '${String(event.type)}'`);
    }
  }

  #configure({ type, tools, reasoning, output_modalities: modalities }: Fields): object[] {
    wanted(type === "realtime", "session.type must be realtime");
    effortOf(fieldsOf(reasoning ?? {}, "reasoning").effort, "reasoning.effort", EFFORTS);
    wanted(JSON.stringify(modalities) === '["text"]', "only text is spoken here");
    this.#tools = listOf(tools, "tools").map(({ type: kind, name, parameters, strict }) => {
      wanted(kind === "function" && typeof name === "string", "a tool is a named function");
      wanted(isFields(parameters) && strict === undefined, "Unknown parameter: 'strict'");
      return name;
    });
    return [{ type: "session.updated", session: { type: "realtime", model: this.#model } }];
  }

  #add(item: Fields): object[] {
    this.#items += 1;
    const id = typeof item.id === "string" ? item.id : `item_${this.#items}`;
    wanted(id.length <= 32, "item.id is too long");
    if (item.type === "function_call_output") {
      wanted(typeof item.output === "string", "an output is text");
      this.#results += 1;
    } else if (item.type === "message") {
      wanted(item.role === "user", "only the user speaks here");
      for (const part of listOf(item.content, "content")) {
        if (part.type === "input_text") continue;
        wanted(part.type === "input_image", "a part of an unknown type");
        this.#pictures.set(id, jpegOfUri(part.image_url));
        this.#results = this.#pictures.size === 1 ? 0 : this.#results;
      }
    } else wanted(item.type === "function_call", "an item of an unknown type");
    return [{ type: "conversation.item.added", item: { id, type: item.type } }];
  }

  #respond(): object[] {
    const jpegs = [...this.#pictures.values()];
    wanted(jpegs.length > 0, "a picture is wanted");
    const asked: Asked = {
      model: this.#model,
      jpegs,
      streamed: true,
      tools: this.#tools,
      results: this.#results,
    };
    const outcome = this.#endpoint.turn(asked);
    this.#endpoint.count(outcome.counts);
    return outcome.said === undefined ? [failed(outcome)] : spoken(outcome, asked);
  }
}

function failed({ mood, id }: TurnOutcome): object {
  const code = mood.kind === "rate-limited" ? "rate_limit_exceeded" : "server_error";
  const details = { type: "failed", error: { type: "server_error", code } };
  const response = { id: `resp_${id}`, status: "failed", status_details: details, output: [] };
  return { type: "response.done", response };
}

/** Realtime's events are those of Responses, but for the last. */
function spoken({ said, id }: TurnOutcome, asked: Asked): object[] {
  if (said === undefined) return [];
  const events = openaiResponses.events(said, asked, id);
  const { response } = events[events.length - 1] as { readonly response: object };
  const done = { type: "response.done", response: { ...response, status_details: null } };
  return [...events.slice(0, -1), done];
}
