import { expect, test } from 'vitest';
import { githubAnnotation } from '../../cli/github-annotation.ts';
import type { Diagnostic } from '../../core/spec/diagnostic.ts';

const diagnostic: Diagnostic = {
  ...{
    file: 'config/monthly.yaml',
    line: 14,
    column: 10,
    endLine: 14,
    endColumn: 14,
    severity: 'error',
    code: 'VB1203',
  },
  ...{ message: 'no KPI is named "npss"', hint: 'did you mean "nps"?' },
};

test('a mistake is an annotation at its line, with its code as title and its hint', () => {
  expect(githubAnnotation(diagnostic, 'clients/config/monthly.yaml')).toBe(
    '::error file=clients/config/monthly.yaml,line=14,endLine=14,col=10,endColumn=14,title=VB1203::no KPI is named "npss"; did you mean "nps"?',
  );
});

test('nothing in a message or a path ends the annotation or begins another', () => {
  const hostile = { ...diagnostic, severity: 'warning' as const, message: '100 %\r\n::error::x', hint: null };
  expect(githubAnnotation(hostile, 'a,b:c%.yaml')).toBe(
    '::warning file=a%2Cb%3Ac%25.yaml,line=14,endLine=14,col=10,endColumn=14,title=VB1203::100 %25%0D%0A::error::x',
  );
});
