import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillOnce } from './cache-folder.mjs';
import { contentHash } from './stamp.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'set-up-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a folder of the cache', () => {
  it('is filled once', async () => {
    const wanted = join(folder, 'cache/tool');
    let filled = 0;
    const fill = async (unfinished: string) => {
      filled += 1;
      writeFileSync(join(unfinished, 'program'), '');
    };
    await fillOnce(wanted, fill);
    await fillOnce(wanted, fill);
    expect(filled).toBe(1);
    expect(readdirSync(wanted)).toEqual(['program']);
  });

  it('is not there, not even in part, when filling it failed', async () => {
    const wanted = join(folder, 'cache/tool');
    const fail = async (unfinished: string) => {
      writeFileSync(join(unfinished, 'half'), '');
      throw new Error('no network');
    };
    await expect(fillOnce(wanted, fail)).rejects.toThrow('no network');
    expect(readdirSync(join(folder, 'cache'))).toEqual([]);
  });

  it('is left whole when two runs fill it at the same time', async () => {
    const wanted = join(folder, 'cache/tool');
    const fill = async (unfinished: string) => writeFileSync(join(unfinished, 'program'), '');
    await Promise.all([fillOnce(wanted, fill), fillOnce(wanted, fill)]);
    expect(readdirSync(join(folder, 'cache'))).toEqual(['tool']);
    expect(existsSync(join(wanted, 'program'))).toBe(true);
  });
});

describe('the hash of sources', () => {
  it('changes with content and names, and not with what is made from them', async () => {
    mkdirSync(join(folder, 'src'));
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'src/a.ts'), 'one');
    const first = await contentHash(folder, ['.']);
    writeFileSync(join(folder, 'dist/a.js'), 'one');
    expect(await contentHash(folder, ['.'])).toBe(first);

    writeFileSync(join(folder, 'src/a.ts'), 'two');
    const second = await contentHash(folder, ['.']);
    expect(second).not.toBe(first);
    rmSync(join(folder, 'src/a.ts'));
    writeFileSync(join(folder, 'src/b.ts'), 'two');
    expect(await contentHash(folder, ['.'])).not.toBe(second);
  });
});
