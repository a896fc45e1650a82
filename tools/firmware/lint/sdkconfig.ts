/** Values by name; "n" for what is not set. */
export type Sdkconfig = ReadonlyMap<string, string>;

const ASSIGNMENT = /^(CONFIG_\w+)=(.*)$/;
const NOT_SET = /^# (CONFIG_\w+) is not set$/;

/** Reads an sdkconfig or its defaults; of two lines for one name the last counts. */
export function parseSdkconfig(text: string): Sdkconfig {
  const values = new Map<string, string>();
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    const [, name, value] = ASSIGNMENT.exec(line) ?? [];
    const [, unset] = NOT_SET.exec(line) ?? [];
    if (name !== undefined) values.set(name, value === "" ? "n" : unquoted(value as string));
    else if (unset !== undefined) values.set(unset, "n");
  }
  return values;
}

function unquoted(value: string): string {
  return /^".*"$/.test(value) ? value.slice(1, -1) : value;
}

/** What mcconfig does with a file of ours that it merges into the SDK's defaults, wrongly read. */
export function mergeTraps(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const at = `line ${index + 1}`;
    if (NOT_SET.test(line.trim())) return [`${at}: mcconfig passes over comments: write =n`];
    if (/^CONFIG_\w+=.*=/.test(line)) return [`${at}: mcconfig cuts a value at its second "="`];
    if (/^\s+CONFIG_/.test(line)) return [`${at}: mcconfig takes the blanks for part of the name`];
    if (/^CONFIG_\w+=.*\s$/.test(line)) return [`${at}: blanks at the end are part of the value`];
    if (line.trim() !== "" && !/^(#|CONFIG_\w+=)/.test(line.trim())) return [`${at}: no setting`];
    return [];
  });
}

/** Later files win, as in mcconfig's merge. */
export function mergeSdkconfig(texts: readonly string[]): Sdkconfig {
  return parseSdkconfig(texts.join("\n"));
}
