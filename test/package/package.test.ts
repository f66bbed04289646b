import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fetchNode, hasFetchedNode } from '../../setup/fetched-node.mjs';
import { INSTRUMENT, UNPRICED_REASON } from '../../instrumentation/src/names.ts';
import { buildInstrumentation, type Ended, runApp } from '../replay/child.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../replay/otlp-receiver.ts';
import { findNode } from './installed-nodes.ts';
import { installInto, NAME, type PackedPackage, packPackage, readInstalled } from './packed-package.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CHAT =
  '{"id":"c","model":"gpt-4o-mini-2024-07-18","usage":{"prompt_tokens":100,"completion_tokens":10}}';
const CHAT_NANO_USD = 100 * 150 + 10 * 600;
const STREAM = `data: {"id":"s","model":"gpt-4o-mini-2024-07-18","choices":[{"delta":{"content":"Hello"}}]}\n\ndata: [DONE]\n\n`;
/** The lines that Outlay runs on; those that are in the cache of tools are tried. */
const NODES = ['22.23.3', '24.21.0', '26.10.0'];

let packed: PackedPackage;
/** A project with the package. */
let project: string;
/** The same without what is optional. */
let lean: string;
let provider: http.Server;
let providerUrl: string;
let receiver: OtlpReceiver;

beforeAll(async () => {
  buildInstrumentation();
  packed = await packPackage();
  project = join(packed.folder, 'project');
  lean = join(packed.folder, 'lean');
  await Promise.all([
    installInto(project, packed.tarball),
    installInto(lean, packed.tarball, ['--omit=optional']),
  ]);
  provider = http.createServer((request, response) => {
    let sent = '';
    request.on('data', (piece: Buffer) => (sent += piece.toString()));
    request.on('end', () => {
      if (sent.includes('"stream":true')) {
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end(STREAM);
      } else {
        response.writeHead(200, { 'content-type': 'application/json' }).end(CHAT);
      }
    });
  });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  providerUrl = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
});

afterAll(async () => {
  provider.closeAllConnections();
  provider.close();
  await packed.remove();
});

beforeEach(async () => {
  receiver = await startOtlpReceiver();
});

afterEach(async () => {
  await receiver.close();
});

/** What a module imports, statically or when it needs it. */
const IMPORTS = /^(?:import|export)\b[^;]*?from '([^']+)';|\b(?:import|require)\('([@\w][^']*)'\)/gm;

interface ProjectRun {
  folder?: string;
  /** Options of Node. */
  nodeOptions?: readonly string[];
  node?: string;
  arguments?: readonly string[];
}

/** Runs an application of the project in its own folder. */
function runInProject(app: string, { folder = project, ...options }: ProjectRun): Promise<Ended> {
  return runApp(pathToFileURL(join(folder, app)), {
    ...options,
    imports: [],
    folder,
    environment: {
      PROVIDER_URL: providerUrl,
      OUTLAY_PROVIDER_HOSTS: `openai=${providerUrl.replace('http://', '')}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    },
  });
}

const IMPORTED = ['--import', `${NAME}/register`];
const REQUIRED = ['--require', `${NAME}/register`];

function costsNanoUsd(): number[] {
  return receiver
    .points()
    .filter(({ metric }) => metric === INSTRUMENT.costUsd)
    .map(({ value }) => Math.round(value * 1e9));
}

describe('the tarball', () => {
  it('holds what is built and what describes it, and nothing else', () => {
    expect(packed.files).toContain('dist/index.js');
    expect(packed.files).toContain('dist/register.d.ts');
    expect(packed.files).toContain('README.md');
    expect(packed.files).toContain('LICENSE');
    expect(packed.files).toContain('NOTICE');
    const others = packed.files.filter(
      (path) => !/^(dist\/.+\.(js|d\.ts)|README\.md|LICENSE|NOTICE|package\.json)$/.test(path),
    );
    expect(others).toEqual([]);
    expect(packed.files.filter((path) => /\.test\.|\/testing\/|\/fixtures?\//.test(path))).toEqual([]);
  });

  it('names only files that are there', async () => {
    const manifest = JSON.parse(await readInstalled(project, 'package.json')) as {
      exports: Record<string, Record<string, string>>;
      engines: Record<string, string>;
    };
    for (const conditions of Object.values(manifest.exports)) {
      // The types come first, or a compiler would take what stands before them.
      const published = Object.entries(conditions).filter(([condition]) => condition !== 'outlay-source');
      expect(published.map(([condition]) => condition)).toEqual(['types', 'default']);
      for (const [, path] of published) expect(packed.files).toContain(path.replace('./', ''));
    }
    expect(manifest.engines).toEqual({ node: '>=22.15' });
  });

  it('refers to nothing on the machine that built it, and to no source', async () => {
    for (const path of packed.files.filter((file) => file.startsWith('dist/'))) {
      const text = await readInstalled(project, path);
      expect(text.includes(ROOT), path).toBe(false);
      expect(text.includes('sourceMappingURL'), path).toBe(false);
      expect(/(from|import\()\s*'[^']+\/src\//.test(text), path).toBe(false);
      if (path.endsWith('.js')) expect(/(from|import\()\s*'\.[^']+\.ts'/.test(text), path).toBe(false);
    }
  });

  it('needs nothing at run time that it does not name', async () => {
    const manifest = JSON.parse(await readInstalled(project, 'package.json')) as Record<string, object>;
    const named = new Set([
      ...Object.keys(manifest['dependencies'] ?? {}),
      ...Object.keys(manifest['optionalDependencies'] ?? {}),
      ...Object.keys(manifest['peerDependencies'] ?? {}),
    ]);
    const used = new Set<string>();
    for (const path of packed.files.filter((file) => file.startsWith('dist/'))) {
      const text = await readInstalled(project, path);
      for (const [, from, loaded] of text.matchAll(IMPORTS)) {
        const specifier = from ?? loaded ?? '';
        if (/^(\.|node:)/.test(specifier)) continue;
        used.add(/^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);
      }
    }
    expect([...used].filter((name) => !named.has(name))).toEqual([]);
    expect(used.size).toBeGreaterThan(3);
  });
});

describe('an empty project with the package', () => {
  it('meters an ECMAScript module', async () => {
    const ended = await runInProject('module.mjs', { nodeOptions: IMPORTED });
    expect(ended).toEqual({ code: 0, signal: null, stderr: '', stdout: `${CHAT}\n` });
    expect(costsNanoUsd()).toEqual([CHAT_NANO_USD]);
  });

  it('meters a CommonJS application that requires the package', async () => {
    const ended = await runInProject('common.cjs', { nodeOptions: IMPORTED });
    expect(ended).toEqual({ code: 0, signal: null, stderr: '', stdout: `${CHAT}\n` });
    expect(costsNanoUsd()).toEqual([CHAT_NANO_USD]);
    expect(receiver.points().some(({ attributes }) => attributes['feature'] === 'common')).toBe(true);
  });

  it('meters with --require, too', async () => {
    const ended = await runInProject('common.cjs', { nodeOptions: REQUIRED });
    expect(ended).toEqual({ code: 0, signal: null, stderr: '', stdout: `${CHAT}\n` });
    expect(costsNanoUsd()).toEqual([CHAT_NANO_USD]);
  });

  it('opens its four entry points and no more', async () => {
    const { stdout } = await runInProject('subpaths.mjs', {});
    expect(stdout.split('\n')).toEqual([
      'function function outlay_cost_usd_total true',
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
      '',
    ]);
  });

  it('counts the tokens of a stream that states none', async () => {
    const ended = await runInProject('plain.cjs', { nodeOptions: IMPORTED, arguments: ['stream'] });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const cost = receiver.points().find(({ metric }) => metric === INSTRUMENT.costUsd);
    expect(cost?.attributes['pricing']).toBe('estimated');
  });

  it.each(['node16', 'nodenext', 'bundler'])(
    'has types for moduleResolution %s',
    async (moduleResolution) => {
      const isBundler = moduleResolution === 'bundler';
      const file = join(project, `tsconfig.${moduleResolution}.json`);
      await writeFile(
        file,
        JSON.stringify({
          compilerOptions: {
            module: isBundler ? 'esnext' : moduleResolution,
            moduleResolution,
            target: 'es2022',
            strict: true,
            exactOptionalPropertyTypes: true,
            noEmit: true,
            // Our own declarations are checked as well.
            skipLibCheck: false,
            typeRoots: [join(ROOT, 'node_modules/@types')],
            types: ['node'],
          },
          // A CommonJS file may require what is an ECMAScript module where TypeScript follows the newest Node.
          files: moduleResolution === 'nodenext' ? ['types.mts', 'types.cts'] : ['types.mts'],
        }),
      );
      const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
      const { stdout } = await run(process.execPath, [compiler, '-p', file], { cwd: project }).catch(
        (failure: { stdout: string }) => failure,
      );
      expect(stdout).toBe('');
    },
  );
});

describe('a project without what is optional', () => {
  it('meters all the same', async () => {
    expect(existsSync(join(lean, 'node_modules/gpt-tokenizer'))).toBe(false);
    const ended = await runInProject('module.mjs', { folder: lean, nodeOptions: IMPORTED });
    expect(ended).toEqual({ code: 0, signal: null, stderr: '', stdout: `${CHAT}\n` });
    expect(costsNanoUsd()).toEqual([CHAT_NANO_USD]);
  });

  it('counts a stream without usage as unpriced, and says why', async () => {
    const ended = await runInProject('plain.cjs', {
      folder: lean,
      nodeOptions: IMPORTED,
      arguments: ['stream'],
    });
    expect(ended).toMatchObject({ code: 0 });
    expect(costsNanoUsd()).toEqual([]);
    const unpriced = receiver.points().find(({ metric }) => metric === INSTRUMENT.unpriced);
    expect(unpriced?.attributes['reason']).toBe(UNPRICED_REASON.noUsage);
    expect(ended.stderr.trim().split('\n').length).toBeLessThanOrEqual(1);
    expect(ended.stderr).toMatch(/^(outlay: .*gpt-tokenizer.*\n)?$/);
  });
});

describe('Node', () => {
  it.each(NODES)('%s meters ECMAScript modules and CommonJS', async (version) => {
    if (process.version !== `v${version}` && !hasFetchedNode(version)) {
      console.warn(`Skipped the package on Node ${version}: it has not been fetched here.`);
      return;
    }
    const node = process.version === `v${version}` ? process.execPath : await fetchNode(version);
    const module = await runInProject('module.mjs', { node, nodeOptions: IMPORTED });
    expect(module).toEqual({ code: 0, signal: null, stderr: '', stdout: `${CHAT}\n` });
    expect(costsNanoUsd()).toEqual([CHAT_NANO_USD]);
    const common = await runInProject('common.cjs', { node, nodeOptions: REQUIRED });
    expect(common).toEqual({ code: 0, signal: null, stderr: '', stdout: `${CHAT}\n` });
    expect(costsNanoUsd()).toHaveLength(2);
  });

  it('of an age that cannot be metered says so in one line and runs the application', async (context) => {
    const node = await findNode(
      (major, minor) => major >= 18 && (major < 22 || (major === 22 && minor < 12)),
    );
    if (node === undefined) {
      console.warn('Skipped the package on an old Node: this machine has none.');
      context.skip();
      return;
    }
    for (const app of ['module.mjs', 'plain.cjs']) {
      const { stdout, stderr, code } = await runInProject(app, { node: node.path, nodeOptions: IMPORTED });
      expect({ stdout, code }).toEqual({ stdout: `${CHAT}\n`, code: 0 });
      expect(stderr).toBe(
        `outlay: Outlay needs Node 22.15 or later to see calls; this is Node ${node.version}. The application runs on, nothing is metered.\n`,
      );
    }
    expect(receiver.requests()).toBe(0);
  });
});

it('the description of the package names each of its settings', async () => {
  const readme = await readInstalled(project, 'README.md');
  const settings = new Set<string>();
  for (const path of packed.files.filter((file) => file.endsWith('.js'))) {
    for (const [name] of (await readInstalled(project, path)).matchAll(/(?<=["'])OUTLAY_[A-Z_]+(?=["'])/g))
      settings.add(name);
  }
  expect(settings.size).toBeGreaterThan(3);
  expect([...settings].filter((name) => !readme.includes(name))).toEqual([]);
});
