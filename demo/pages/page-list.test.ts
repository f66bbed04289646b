import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PageList } from './page-list.ts';
import type { Page } from './page.ts';

const page = (receiver: string): Page => ({
  receivedAt: '2026-11-22T02:40:00.000Z',
  status: 'firing',
  receiver,
  groupLabels: {},
  alerts: [],
});

describe('the file of pages', () => {
  let folder = '';
  let file = '';
  const printed: string[] = [];
  const open = () => new PageList(file, (line) => printed.push(line));
  const receivers = (list: PageList) => list.toJSON().map(({ receiver }) => receiver);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pages-'));
    file = join(folder, 'pages.jsonl');
    printed.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is read without the line that a killed process left half-written, which is told once', () => {
    const whole = JSON.stringify(page('first'));
    writeFileSync(file, `${whole}\n${whole.slice(0, 20)}`);
    expect(receivers(open())).toEqual(['first']);
    expect(printed).toEqual([`${file}: 1 of 2 lines cannot be read and are left out`]);
  });

  it('gets a line of its own for the page after a torn one', () => {
    const whole = JSON.stringify(page('first'));
    writeFileSync(file, `${whole}\n${whole.slice(0, 20)}`);
    const list = open();
    list.add(page('second'));
    list.add(page('third'));
    expect(receivers(open())).toEqual(['first', 'second', 'third']);
  });

  it('goes on after a last line that lacks nothing but its end', () => {
    writeFileSync(file, JSON.stringify(page('first')));
    open().add(page('second'));
    expect(receivers(open())).toEqual(['first', 'second']);
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(3);
    expect(printed).toEqual([]);
  });
});
