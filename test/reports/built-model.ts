import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ReportModel } from '../../core/model/report.ts';

/** The model that `test/core/report` builds from known parts and keeps. */
export const builtModel = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../fixtures/report-model.json'), 'utf8'),
) as ReportModel;
