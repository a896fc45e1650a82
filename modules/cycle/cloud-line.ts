import type { AskOptions } from "../cloud/ask.js";
import { type Line, PostLine } from "../cloud/line.js";
import { type Provider, type ProviderName, providerOf } from "../cloud/provider.js";
import { REALTIME_MODEL, type RealtimeHost, RealtimeLine } from "../cloud/realtime-line.js";
import type { CloudCredentials } from "../settings/credentials.js";
import type { Settings } from "../settings/schema.js";
import type { ThisWake } from "./this-wake.js";

/** Who is asked, as the settings and the provider say. */
export interface Cloud {
  readonly line: Line;
  readonly host: string;
  readonly model: string;
}

/** Whether the host has what the settings want to ask over. */
export function hasTransport({ host, settings }: ThisWake): boolean {
  return settings.cloud.transport !== "websocket" || host.network.wss !== undefined;
}

/** Opens nothing yet: the first question does. The line is the caller's to close. */
export function cloudOf({ host, settings }: ThisWake, { key, ca }: CloudCredentials): Cloud {
  const { cloud } = settings;
  const provider: Provider = providerOf(cloud.provider as ProviderName);
  const isRealtime = cloud.transport === "websocket";
  const model = cloud.model || (isRealtime ? REALTIME_MODEL : provider.model);
  const { port, path } = cloud;
  const options = { host: cloud.host || provider.host, port, path, key, ca };
  const line = isRealtime
    ? new RealtimeLine(host as RealtimeHost, options)
    : new PostLine(host, { ...options, provider, streamed: cloud.transport === "sse" });
  return { line, host: options.host, model };
}

/** `askMs` is what the wake's budget leaves. */
export function askOptionsOf(cloud: Settings["cloud"], model: string, askMs: number): AskOptions {
  const { completionTokensMax, attemptsMax, toolStepsMax } = cloud;
  const timeoutMs = Math.min(cloud.timeoutMs, askMs);
  return { model, completionTokensMax, timeoutMs, attemptsMax, toolStepsMax };
}
