import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadOutlayFile, parseOutlayFile } from './outlay-file.ts';
import { EMPTY_OUTLAY_FILE } from './outlay-form.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function problemsOf(text: string): string[] {
  return parseOutlayFile(text, 'outlay.yaml').problems.map(({ message }) => message);
}

const COMPLETE = `
environment: production
labels: [bot, plan]
attribution:
  baggage: [feature, user.id, plan]
  routes:
    - { method: post, path: /api/chat/**, feature: chat, triggeredBy: user, labels: { plan: pro } }
services:
  - name: maps
    hosts: [maps.example.com, .maps.example.org, "127.0.0.1:8080"]
    requests:
      - { method: GET, path: /geocode/**, operation: geocode, price: { usd: 5, per: 1000, from: 2026-01-01 } }
      - path: /route
        unit: credits
        count: { responseHeader: X-Credits }
        price: [{ usd: 2 }, { usd: 3, from: 2026-07-01 }]
`;

describe('parseOutlayFile', () => {
  it('reads everything that a file can say', () => {
    const { file, problems } = parseOutlayFile(COMPLETE, 'outlay.yaml');
    expect(problems).toEqual([]);
    expect(file).toEqual({
      environment: 'production',
      labels: ['bot', 'plan'],
      attribution: {
        baggage: ['feature', 'user.id', 'plan'],
        routes: [
          {
            method: ['POST'],
            path: '/api/chat/**',
            feature: 'chat',
            triggeredBy: 'user',
            labels: { plan: 'pro' },
          },
        ],
      },
      services: [
        {
          name: 'maps',
          hosts: ['maps.example.com', '.maps.example.org', '127.0.0.1:8080'],
          requests: [
            {
              method: ['GET'],
              path: '/geocode/**',
              operation: 'geocode',
              unit: 'requests',
              count: 1,
              price: [{ usd: 5, per: 1000, from: '2026-01-01' }],
            },
            {
              path: '/route',
              operation: 'request',
              unit: 'credits',
              count: { responseHeader: 'x-credits' },
              price: [
                { usd: 2, per: 1 },
                { usd: 3, per: 1, from: '2026-07-01' },
              ],
            },
          ],
        },
      ],
    });
  });

  it.each(['', '# nothing yet\n', 'services: []'])('takes %j for a file that says nothing', (text) => {
    expect(parseOutlayFile(text, 'outlay.yaml')).toEqual({ file: EMPTY_OUTLAY_FILE, problems: [] });
  });

  it.each([
    ['enviroment: test', 'outlay.yaml:1: unknown key "enviroment"; did you mean "environment"?'],
    ['labels: [Plan]', 'outlay.yaml:1: labels[1]: must be a label name such as plan'],
    ['labels: [bot, model]', 'outlay.yaml:1: labels[2]: is a label of its own already'],
    ['labels: [user_id]', 'outlay.yaml:1: labels[1]: is a label of its own already'],
    ['labels: [a, b, c, d, e, f]', 'outlay.yaml:1: labels: at most 5 own labels'],
    ['labels: [a, a]', 'outlay.yaml:1: labels: names a label twice'],
    [
      'attribution:\n  baggage: [plan]',
      'outlay.yaml:2: attribution.baggage[1]: must be one of feature, tenant, user.id, triggered_by',
    ],
    [
      'attribution:\n  routes:\n    - path: chat',
      'outlay.yaml:3: attribution.routes[1].path: must begin with "/"',
    ],
    [
      'attribution:\n  routes:\n    - path: /\n      labels: { plan: pro }',
      'outlay.yaml:4: attribution.routes[1].labels.plan: is not declared; add it to `labels` at the top',
    ],
    [
      'attribution:\n  routes:\n    - path: /\n      triggeredBy: bot',
      'outlay.yaml:4: attribution.routes[1].triggeredBy: must be one of user, admin, system, cron',
    ],
    [
      'services:\n  - name: maps\n    requests: [{ path: / }]',
      'outlay.yaml:2: services[1].hosts: is missing; it must be an array',
    ],
    [
      'services:\n  - name: resend\n    hosts: [x]\n    requests: [{ path: / }]',
      'outlay.yaml:2: services[1].name: is metered already; choose another name',
    ],
    [
      'services:\n  - name: maps\n    hosts: ["https://x"]\n    requests: [{ path: / }]',
      'outlay.yaml:3: services[1].hosts[1]: must be a host such as maps.example.com',
    ],
    [
      'services:\n  - name: maps\n    hosts: [x]\n    requests:\n      - path: /\n        price: { usd: -1 }',
      'outlay.yaml:6: services[1].requests[1].price[1].usd: must be 0 or more, in US dollars',
    ],
    [
      'services:\n  - name: maps\n    hosts: [x]\n    requests:\n      - path: /\n        count: { responce: a }',
      'outlay.yaml:6: services[1].requests[1].count: must be a number of 0 or more, or one of',
    ],
    [
      'services:\n  - name: maps\n    hosts: [x]\n    requests:\n      - path: /a**',
      'outlay.yaml:5: services[1].requests[1].path: "**" must stand alone between slashes',
    ],
    [
      'services:\n  - name: maps\n    hosts: [x]\n    requests:\n      - { path: /a, price: { usd: 1 } }\n      - { path: /b, price: { usd: 2 } }',
      'outlay.yaml:6: services[1].requests[2].price: differs from the price of the same operation and unit',
    ],
  ])('says what is wrong with %j, and where', (text, message) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(message)]);
  });

  it('says that a text is not YAML, with the line', () => {
    expect(problemsOf('environment: test\nlabels: [a')[0]).toMatch(/^outlay\.yaml:2: not YAML: /);
  });

  it('refuses aliases that grow without end', () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i}: &l${i} [${`*l${i - 1},`.repeat(9)}]`).slice(
      1,
    );
    expect(problemsOf(['l0: &l0 [a]', ...levels].join('\n'))[0]).toContain('not YAML: ');
  });

  it('keeps what can be used: leaves out the list element that holds a mistake, never half of it', () => {
    const { file, problems } = parseOutlayFile(
      `
environment: [test]
labels: [plan, model]
attribution:
  routes:
    - { path: /a, feature: a, methd: POST }
    - { path: /b, feature: b }
services:
  - name: maps
    hosts: [maps.example.com]
    requests:
      - { path: /geocode, methods: GET }
      - { path: /route, unit: credits, price: { usd: free } }
`,
      'outlay.yaml',
    );
    expect(problems).toHaveLength(5);
    expect(file).toEqual({
      labels: ['plan'],
      attribution: { baggage: [], routes: [{ path: '/b', feature: 'b' }] },
      services: [
        {
          name: 'maps',
          hosts: ['maps.example.com'],
          requests: [{ path: '/route', operation: 'request', unit: 'credits', count: 1 }],
        },
      ],
    });
  });

  it('leaves out a service of which nothing can be used', () => {
    const text = 'services:\n  - { name: maps, hosts: [maps.example.com], requests: [{ path: geocode }] }';
    expect(parseOutlayFile(text, 'outlay.yaml').file.services).toEqual([]);
  });
});

it('gives the process no warning that quotes the file', () => {
  const warnings: unknown[] = [];
  const warn = vi.spyOn(process, 'emitWarning').mockImplementation((warning) => void warnings.push(warning));
  try {
    expect(parseOutlayFile('labels: { ? { secret: word } : x }', 'outlay.yaml').problems).toHaveLength(1);
  } finally {
    warn.mockRestore();
  }
  expect(warnings).toEqual([]);
});

describe('loadOutlayFile', () => {
  it('is content without a file when none is named', () => {
    expect(loadOutlayFile(undefined)).toEqual({ file: EMPTY_OUTLAY_FILE, problems: [] });
  });

  it('reads the file that is named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'outlay-file-'));
    folders.push(folder);
    const path = join(folder, 'mine.yaml');
    writeFileSync(path, 'environment: staging\n');
    expect(loadOutlayFile(path)).toMatchObject({ file: { environment: 'staging' }, problems: [] });
  });

  it('says that a named file is not there and goes on without', () => {
    const { file, problems } = loadOutlayFile('not/there.yaml');
    expect(file).toEqual(EMPTY_OUTLAY_FILE);
    expect(problems[0]?.message).toMatch(/^not\/there\.yaml: cannot be read \(ENOENT.*OUTLAY_CONFIG/);
  });
});
