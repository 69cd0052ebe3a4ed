import { expect, test } from 'vitest';
import { markdown } from '../../../reports/html/markdown.ts';

test('paragraphs, strong, emphasis and code are all there is', () => {
  expect(markdown('a **b** *c* `d`\n\ne').html).toBe('<p>a <strong>b</strong> <em>c</em> <code>d</code></p><p>e</p>');
});

test('HTML and links stay text', () => {
  expect(markdown('<b>x</b> [y](javascript:z)').html).toBe('<p>&lt;b&gt;x&lt;/b&gt; [y](javascript:z)</p>');
});

test('stars that mark nothing stay', () => {
  expect(markdown('2 * 3 * 4').html).toBe('<p>2 * 3 * 4</p>');
});
