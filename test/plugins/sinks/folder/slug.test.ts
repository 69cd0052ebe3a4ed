import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slugOf } from '../../../../plugins/sinks/folder/slug.ts';

test('a name that is safe already stays', () => {
  expect(slugOf('2026-10-monthly-cx-fr.pdf')).toBe('2026-10-monthly-cx-fr.pdf');
});

test.each([
  ['../../etc/x', 'etc-x'],
  ['..\\..\\windows\\x.pdf', 'windows-x.pdf'],
  ['/etc/passwd', 'etc-passwd'],
  ['.ssh', 'ssh'],
  ['a\0b.pdf', 'a-b.pdf'],
  ['résumé été.pdf', 'resume-ete.pdf'],
  ['a..b', 'a.b'],
  ['x\r\nSet-Cookie: a', 'x-Set-Cookie-a'],
  ['CON', 'file-CON'],
  ['nul.pdf', 'file-nul.pdf'],
  ['com1.tar.gz', 'file-com1.tar.gz'],
  ['console.pdf', 'console.pdf'],
])('%j becomes %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test('300 characters become 120, with the extension', () => {
  const slug = slugOf(`${'a'.repeat(300)}.pdf`);
  expect(slug).toBe(`${'a'.repeat(116)}.pdf`);
});

test('a name of which nothing can be kept is refused', () => {
  for (const name of ['', '...', '/', '日本', '\0']) {
    expect(() => slugOf(name)).toThrow(expect.objectContaining({ code: 'VB5006' }));
  }
});

test('whatever the name, the slug is one part of a path, and its own slug', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), name => {
      let slug: string;
      try {
        slug = slugOf(`a${name}`);
      } catch {
        return;
      }
      expect(slug).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,119}$/);
      expect(slugOf(slug)).toBe(slug);
    }),
  );
});
