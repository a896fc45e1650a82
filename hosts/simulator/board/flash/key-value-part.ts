import {
  type Answer,
  type CallRequest,
  type Operation,
  OperationError,
  type Part,
} from "../part.js";
import type { FlashRegion } from "./flash-region.js";
import { Nvs } from "./nvs.js";
import { NVS_FORMATS, type NvsFormat } from "./nvs-record.js";
import { textField } from "./request-fields.js";

export interface KeyValuePartOptions {
  /** The partition `nvs`; its chip stays the caller's. */
  readonly region: FlashRegion;
}

/**
 * Key-value storage as the firmware reaches it (docs/SPEC.md, "The link"). After a reset the
 * partition is read anew, as a booting ESP-IDF does.
 */
export class KeyValuePart implements Part {
  readonly operations: Readonly<Record<string, Operation>>;
  readonly store: Nvs;
  readonly #region: FlashRegion;

  constructor({ region }: KeyValuePartOptions) {
    this.#region = region;
    this.store = new Nvs(region);
    this.operations = {
      "kv.open": (request) => this.#timed(() => this.#open(request)),
      "kv.get": (request) => this.#timed(() => this.#get(request)),
      "kv.set": (request, payload) => this.#timed(() => this.#set(request, payload)),
      "kv.delete": (request) => this.#timed(() => this.#delete(request)),
      "kv.keys": (request) => this.#timed(() => this.#keys(request)),
    };
  }

  reset(): void {
    this.store.unmount();
  }

  close(): void {}

  /** As in ESP-IDF, opening to write makes a domain and opening to read needs one. */
  #open(request: CallRequest): Answer {
    const domain = textField(request, "domain");
    if (request.writable === true) this.store.createDomain(domain);
    else if (!this.store.hasDomain(domain)) {
      throw new OperationError("domain-unknown", `no domain is named "${domain}"`);
    }
    return {};
  }

  #get(request: CallRequest): Answer {
    const value = this.store.get(textField(request, "domain"), textField(request, "key"));
    if (value === undefined) return {};
    return { body: { format: value.format }, payload: value.bytes };
  }

  #set(request: CallRequest, payload: Uint8Array): Answer {
    const value = { format: formatField(request), bytes: payload };
    this.store.set(textField(request, "domain"), textField(request, "key"), value);
    return {};
  }

  #delete(request: CallRequest): Answer {
    const deleted = this.store.delete(textField(request, "domain"), textField(request, "key"));
    return { body: { deleted } };
  }

  #keys(request: CallRequest): Answer {
    return { body: { keys: this.store.keys(textField(request, "domain")) } };
  }

  #timed(act: () => Answer): Answer {
    const { chip } = this.#region;
    const before = chip.busyMs;
    const answer = act();
    return { ...answer, durationMs: chip.busyMs - before };
  }
}

function formatField(request: CallRequest): NvsFormat {
  const format = NVS_FORMATS.find((name) => name === request.format);
  if (format !== undefined) return format;
  throw new OperationError("request-invalid", "no such format", "TypeError");
}
