import { delimiter, dirname } from 'node:path';
import { fetchNode, hasFetchedNode } from './fetched-node.mjs';
import { step } from './progress.mjs';

const LEAST_MAJOR = 24;

/** Version of the npm package `node` that stands in for an older Node. */
const FETCHED_VERSION = '24.21.0';

/**
 * Makes `node` on PATH a Node that Outlay runs on: this one, or one that npm fetches into the cache.
 *
 * @returns {Promise<string>} path of the program
 */
export async function provideNode24() {
  const [major = 0] = process.versions.node.split('.').map(Number);
  const program = major >= LEAST_MAJOR ? process.execPath : await fetchedNode();
  process.env.PATH = [dirname(program), process.env.PATH].join(delimiter);
  return program;
}

async function fetchedNode() {
  if (hasFetchedNode(FETCHED_VERSION)) return fetchNode(FETCHED_VERSION);
  return step(`Node ${FETCHED_VERSION} (this machine has ${process.versions.node})`, (detail) =>
    fetchNode(FETCHED_VERSION, detail),
  );
}
