import { describe, expect, it } from 'vitest';
import { parseProviderHosts } from './provider-hosts.ts';

describe('parseProviderHosts', () => {
  it('reads hosts with and without a port, also of IPv6', () => {
    expect(
      parseProviderHosts('openai=127.0.0.1:8081, resend=Mail.Internal,anthropic=[::1]:443,openai=proxy'),
    ).toEqual({
      hosts: [
        { provider: 'openai', hostname: '127.0.0.1', port: 8081 },
        { provider: 'resend', hostname: 'mail.internal', port: undefined },
        { provider: 'anthropic', hostname: '::1', port: 443 },
        { provider: 'openai', hostname: 'proxy', port: undefined },
      ],
      problems: [],
    });
  });

  it('takes nothing for no hosts', () => {
    expect(parseProviderHosts(' , ')).toEqual({ hosts: [], problems: [] });
  });

  it.each([
    ['Open AI=x', '"Open AI" is no provider. Write small letters, digits and dashes'],
    ['=x', '"" is no provider.'],
    ['localhost:8080', '"localhost:8080" names no provider. Write provider=host or provider=host:port.'],
    ['openai=', '"" is no host for openai.'],
    ['openai=http://x', '"http://x" is no host for openai.'],
    ['openai=x:99999', '"x:99999" is no host for openai.'],
    ['openai=user@x', '"...@x" is no host for openai.'],
    ['openai=https://me:SECRET@x?key=SECRET', '"https://...@x?..." is no host for openai.'],
    ['https://me:SECRET@x', '"https://...@x" names no provider.'],
  ])('says what is wrong with %s and keeps the other entries', (text, message) => {
    const { hosts, problems } = parseProviderHosts(`${text},resend=mail`);
    expect(hosts).toEqual([{ provider: 'resend', hostname: 'mail', port: undefined }]);
    expect(problems.map((problem) => problem.message)).toEqual([expect.stringContaining(message)]);
    expect(problems[0]?.message).toMatch(/^OUTLAY_PROVIDER_HOSTS: /);
  });

  it('takes an id that is not known for a new provider, and patterns for hosts', () => {
    expect(
      parseProviderHosts('our-gpu=gpu.internal:8000,azure=*.models.internal,azure=.eu.internal'),
    ).toEqual({
      hosts: [
        { provider: 'our-gpu', hostname: 'gpu.internal', port: 8000 },
        { provider: 'azure', hostname: '*.models.internal', port: undefined },
        { provider: 'azure', hostname: '.eu.internal', port: undefined },
      ],
      problems: [],
    });
  });

  it('asks whether an id is mistyped that is almost a known one, and meters it all the same', () => {
    const { hosts, problems } = parseProviderHosts('opnai=x');
    expect(hosts).toEqual([{ provider: 'opnai', hostname: 'x', port: undefined }]);
    expect(problems.map(({ message }) => message)).toEqual([
      'OUTLAY_PROVIDER_HOSTS: "opnai" is metered as a new provider that speaks OpenAI\'s wire. ' +
        'Did you mean "openai"? Then write that.',
    ]);
  });
});
