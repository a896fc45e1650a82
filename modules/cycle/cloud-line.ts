import type { AskOptions } from "../cloud/ask.js";
import { type Line, PostLine } from "../cloud/line.js";
import {
  type AskedModel,
  type Provider,
  type ProviderName,
  providerOf,
} from "../cloud/provider.js";
import type { Reasoning } from "../cloud/question.js";
import { REALTIME_USUAL, type RealtimeHost, RealtimeLine } from "../cloud/realtime-line.js";
import type { CloudCredentials } from "../settings/credentials.js";
import type { Settings } from "../settings/schema.js";
import type { ThisWake } from "./this-wake.js";

/** Who is asked, as the settings and the provider say. */
export interface Cloud {
  readonly line: Line;
  readonly host: string;
  readonly asked: AskedModel;
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
  const { port, path } = cloud;
  const options = { host: cloud.host || provider.host, port, path, key, ca };
  const line = isRealtime
    ? new RealtimeLine(host as RealtimeHost, options)
    : new PostLine(host, { ...options, provider, streamed: cloud.transport === "sse" });
  const asked = askedOf(cloud, isRealtime ? REALTIME_USUAL : provider);
  return { line, host: options.host, asked };
}

function askedOf(cloud: Settings["cloud"], usual: AskedModel): AskedModel {
  const { model, reasoning } =
    cloud.model === "" ? usual : { model: cloud.model, reasoning: undefined };
  const isUsual = cloud.reasoning === "usual";
  return { model, reasoning: isUsual ? reasoning : (cloud.reasoning as Reasoning) };
}

/** `askMs` is what the wake's budget leaves. */
export function askOptionsOf(
  cloud: Settings["cloud"],
  { model, reasoning }: AskedModel,
  askMs: number,
): AskOptions {
  const { completionTokensMax, attemptsMax, toolStepsMax } = cloud;
  const timeoutMs = Math.min(cloud.timeoutMs, askMs);
  return { model, completionTokensMax, reasoning, timeoutMs, attemptsMax, toolStepsMax };
}
