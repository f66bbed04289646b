import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isSupportedNode } from './node-version.ts';
import { VERSION } from './version.ts';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
  engines: { node: string };
};

describe('the package', () => {
  it.each([
    ['18.20.8', false],
    ['20.19.0', false],
    ['22.14.9', false],
    ['22.15.0', true],
    ['23.0.0', true],
    ['24.21.0', true],
  ])('supports Node %s: %s', (version, supported) => {
    expect(isSupportedNode(version)).toBe(supported);
  });

  it('states its version and its oldest Node as its manifest does', () => {
    expect(VERSION).toBe(manifest.version);
    expect(manifest.engines.node).toBe('>=22.15');
  });
});
