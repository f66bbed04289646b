import { describe, expect, it } from 'vitest';
import { chooseArchive } from './debian-archive.mjs';

/** Lines as `apt-get update --print-uris` prints them. */
const uris = (...lists: string[]) =>
  lists.map((list) => `'http://${list}/binary-amd64/Packages.xz' some_file 0 `).join('\n');

describe('the choice of a package archive', () => {
  const bookworm = { id: 'debian', suite: 'bookworm' };

  it("takes the distribution's own among publishers that use its code names", () => {
    const printed = uris(
      'tools.example/apt/dists/bookworm/main',
      'mirror.example/debian/dists/bookworm/main',
      'mirror.example/debian/dists/bookworm/contrib',
      'mirror.example/debian/dists/bookworm-updates/main',
      'mirror.example/debian-security/dists/bookworm-security/main',
    );
    expect(chooseArchive(printed, bookworm)).toEqual({
      uri: 'http://mirror.example/debian',
      components: ['main', 'contrib'],
    });
  });

  it('takes a mirror with a name of its own where it is the only one', () => {
    const printed = uris('packages.internal/os/dists/bookworm/main');
    expect(chooseArchive(printed, bookworm)).toEqual({
      uri: 'http://packages.internal/os',
      components: ['main'],
    });
  });

  it("finds the mirror when the sources say stable instead of the suite's name", () => {
    const printed = uris('mirror.example/debian/dists/stable/main');
    expect(chooseArchive(printed, bookworm)).toEqual({
      uri: 'http://mirror.example/debian',
      components: ['main'],
    });
  });

  it('has no answer without sources', () => {
    expect(chooseArchive('', bookworm)).toBeUndefined();
  });
});
