import { describe, expect, it } from 'vitest';
import { compilePathPattern, describePathProblem } from './path-pattern.ts';

describe('compilePathPattern', () => {
  it.each([
    ['/', '/', true],
    ['/', '/a', false],
    ['/a/b', '/a/b', true],
    ['/a/b', '/a/b/', true],
    ['/a/b', '/a/b/c', false],
    ['/a/*/c', '/a/b/c', true],
    ['/a/*/c', '/a/b/b/c', false],
    ['/a/v*.json', '/a/v12.json', true],
    ['/a/v*.json', '/a/v12.xml', false],
    ['/a/**', '/a', true],
    ['/a/**', '/a/b/c', true],
    ['/a/**', '/ab', false],
    ['/**', '/anything/at/all', true],
    ['/**/search', '/v1/geo/search', true],
    ['/**/search', '/v1/search/geo', false],
    ['/a/**/c/*', '/a/b/c/c/d', true],
    ['/a.b', '/aXb', false],
  ])('%s matches %s: %s', (pattern, path, expected) => {
    expect(compilePathPattern(pattern)(path)).toBe(expected);
  });

  it('is not slowed down by a path made for it', () => {
    const matches = compilePathPattern(`/${'**/a*a*a*b/'.repeat(20)}c`);
    expect(matches(`/${`${'a'.repeat(500)}/`.repeat(50)}`)).toBe(false);
  });
});

describe('describePathProblem', () => {
  it.each([
    ['geocode', 'must begin with "/"'],
    ['/a?b=c', 'leave the query out'],
    ['/a/b**', '"**" must stand alone'],
  ])('says what is wrong with %s', (pattern, problem) => {
    expect(describePathProblem(pattern)).toContain(problem);
  });

  it('has nothing to say of /a/**/b*', () => {
    expect(describePathProblem('/a/**/b*')).toBeUndefined();
  });
});
