/** Where a local instance differs from systemd on purpose: by file and probe, with the reason. Every other difference is a failure. */
export const WANTED: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
