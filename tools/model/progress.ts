export type OnPicture = () => void;

const SHOWN_EVERY_MS = 1_000;

/** Says on standard error how far a long count is, once a second, and what is left of it. */
export function progressOf(what: string, total: number): OnPicture {
  let done = 0;
  let beganMs: number | undefined;
  let shownMs = 0;
  return () => {
    done += 1;
    const nowMs = Date.now();
    if (beganMs === undefined) beganMs = shownMs = nowMs;
    if (nowMs - shownMs < SHOWN_EVERY_MS && done < total) return;
    shownMs = nowMs;
    const leftS = Math.round(((nowMs - beganMs) / done) * (total - done) * 1e-3);
    const line = `${what}: ${done} of ${total}, ${done < total ? `${leftS} s left` : "done"}`;
    process.stderr.write(
      process.stderr.isTTY ? `\r\x1b[K${line}${done < total ? "" : "\n"}` : `${line}\n`,
    );
  };
}
