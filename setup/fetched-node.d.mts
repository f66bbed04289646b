/**
 * Path of a Node of an exact version, from the npm package `node`; fetched into the cache once.
 *
 * @throws Error when npm cannot fetch it
 */
export function fetchNode(version: string, detail?: (text: string) => void): Promise<string>;

/** Whether that version has been fetched. */
export function hasFetchedNode(version: string): boolean;
