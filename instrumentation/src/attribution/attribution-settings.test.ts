import { describe, expect, it } from 'vitest';
import { parseOutlayFile } from '../configuration/outlay-file.ts';
import { parseAttributionSettings } from './attribution-settings.ts';

const FILE = `
environment: staging
labels: [bot, plan]
attribution:
  baggage: [feature, plan]
  hashUserIds: true
  routes:
    - { method: [post, PUT], path: /api/chat/**, feature: chat, triggeredBy: user, labels: { plan: pro } }
    - { path: /admin/*, tenant: own, triggeredBy: admin }
`;

function parse(environment: NodeJS.ProcessEnv, text = FILE) {
  const { file, problems } = parseOutlayFile(text, 'outlay.yaml');
  expect(problems).toEqual([]);
  return parseAttributionSettings(file, environment);
}

describe('parseAttributionSettings', () => {
  it('reads what outlay.yaml says', () => {
    const { settings, problems } = parse({ OUTLAY_USER_ID_SALT: 's' });
    expect(problems).toEqual([]);
    expect(settings).toMatchObject({
      environment: 'staging',
      labels: ['bot', 'plan'],
      baggage: ['feature', 'plan'],
      routes: [
        {
          methods: ['POST', 'PUT'],
          path: '/api/chat/**',
          attribution: { feature: 'chat', triggeredBy: 'user', labels: { plan: 'pro' } },
        },
        { path: '/admin/*', attribution: { tenant: 'own', triggeredBy: 'admin' } },
      ],
    });
    expect(settings.hashUserId?.('u-1')).toMatch(/^[0-9a-f]{24}$/);
  });

  it('says nothing where nothing is said', () => {
    expect(parse({}, '{}')).toEqual({
      settings: { labels: [], baggage: [], routes: [] },
      problems: [],
    });
  });

  it('lets the environment win', () => {
    const { settings } = parse({ OUTLAY_ENVIRONMENT: 'production', OUTLAY_HASH_USER_IDS: 'false' });
    expect(settings.environment).toBe('production');
    expect(settings.hashUserId).toBeUndefined();
  });

  it('hashes with the salt of the deployment, and says so when there is none', () => {
    const hash = (salt: string) =>
      parse({ OUTLAY_HASH_USER_IDS: '1', OUTLAY_USER_ID_SALT: salt }, '{}').settings.hashUserId?.('u-1');
    expect(hash('a')).toBe(hash('a'));
    expect(hash('a')).not.toBe(hash('b'));
    const { settings, problems } = parse({ OUTLAY_HASH_USER_IDS: 'true' }, '{}');
    expect(settings.hashUserId).toBeDefined();
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^OUTLAY_USER_ID_SALT: .* Set it to a secret/),
    ]);
  });

  it('hashes rather than not where the setting is not understood', () => {
    const { settings, problems } = parse({ OUTLAY_HASH_USER_IDS: 'ja', OUTLAY_USER_ID_SALT: 's' }, '{}');
    expect(settings.hashUserId).toBeDefined();
    expect(problems[0]?.message).toContain('OUTLAY_HASH_USER_IDS: "ja" is neither true nor false');
  });
});
