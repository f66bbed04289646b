import { describe, expect, it } from 'vitest';
import { jobFromResource, labelsFromAttributes } from './labels.ts';

describe('labelsFromAttributes', () => {
  it.each([
    ['http.response.status_code', 'http_response_status_code'],
    ['', 'key_'],
    ['__name__', 'key___name__'],
    ['9lives', 'key_9lives'],
    ['ünï', '_n_'],
    ['job', 'exported_job'],
    ['le', 'exported_le'],
  ])('makes a label that Prometheus takes of %j', (key, label) => {
    expect(labelsFromAttributes({ [key]: 'x' })).toEqual({ [label]: 'x' });
    expect(label).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
  });

  it('joins the values of attributes that become one label', () => {
    expect(labelsFromAttributes({ 'a.b': 1, a_b: true })).toEqual({ a_b: '1;true' });
  });

  it('cuts long values, and keeps those apart that begin alike', () => {
    const long = 'x'.repeat(1_023);
    expect(labelsFromAttributes({ tenant: `${long}y` })).toEqual({ tenant: `${long}y` });
    const cut = [`${long}😀a`, `${long}😀b`].map(
      (tenant) => labelsFromAttributes({ tenant })['tenant'] ?? '',
    );
    expect(cut[0]).toMatch(/^x{1023}\ufffd~[0-9a-f]{12}$/);
    expect(cut[0]).not.toBe(cut[1]);
    expect(labelsFromAttributes({}, 'i'.repeat(5_000))['instance']).toHaveLength(1_037);
    expect(jobFromResource({ 'service.name': 'n'.repeat(5_000) })).toHaveLength(1_037);
  });

  it.each(['\ud800', '\udc00', '\0', '\ufffd'])('keeps what would be shown alike as one: %j', (value) => {
    expect(labelsFromAttributes({ tenant: value }, value)).toEqual({ tenant: '\ufffd', instance: '\ufffd' });
    expect(jobFromResource({ 'service.name': value, 'service.namespace': value })).toBe('\ufffd/\ufffd');
  });

  it('leaves empty values out', () => {
    expect(labelsFromAttributes({ feature: '', tenant: 'acme' })).toEqual({ tenant: 'acme' });
  });
});

describe('jobFromResource', () => {
  it('is namespace and name, or the name alone', () => {
    expect(jobFromResource({ 'service.namespace': 'web', 'service.name': 'shop' })).toBe('web/shop');
    expect(jobFromResource({ 'service.name': 'shop' })).toBe('shop');
    expect(jobFromResource({})).toBe('unknown_service');
  });
});
