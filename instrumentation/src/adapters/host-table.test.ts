import { describe, expect, it } from 'vitest';
import { HostTable } from './host-table.ts';

describe('HostTable', () => {
  const table = new HostTable<string>();
  for (const host of [
    'api.example.com',
    '.example.com',
    'runtime.*.cloud.example',
    '*-ai.example.org',
    '.*.deep.example',
    '.cloud.example',
  ]) {
    table.add(host, host);
  }

  it.each([
    ['api.example.com', 'api.example.com'],
    ['eu.example.com', '.example.com'],
    ['a.b.example.com', '.example.com'],
    ['example.com', undefined],
    ['evilexample.com', undefined],
    ['runtime.eu-west-1.cloud.example', 'runtime.*.cloud.example'],
    ['runtime.a.b.cloud.example', '.cloud.example'],
    ['runtime.cloud.example', '.cloud.example'],
    ['us-ai.example.org', '*-ai.example.org'],
    ['-ai.example.org', undefined],
    ['us-ai.example.org.evil', undefined],
    ['us-aixexample.org', undefined],
    ['a.b.deep.example', '.*.deep.example'],
    ['b.deep.example', undefined],
  ])('finds for %s: %s', (hostname, host) => {
    expect(table.find(hostname)).toBe(host);
  });

  it('takes what was added later of two that are as precise', () => {
    const own = new HostTable<number>();
    own.add('.example.com', 1);
    own.add('api.example.com', 1);
    own.add('.example.com', 2);
    own.add('api.example.com', 2);
    expect([own.find('x.example.com'), own.find('api.example.com')]).toEqual([2, 2]);
  });
});
