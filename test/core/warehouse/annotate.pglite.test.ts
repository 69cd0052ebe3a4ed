import { onStore } from '../../stores.ts';
import { annotateAttemptsSuite } from './annotate-attempts.suite.ts';
import { annotateKpisSuite } from './annotate-kpis.suite.ts';
import { annotateTextsSuite } from './annotate-texts.suite.ts';

onStore('pglite', 'texts to annotate', annotateTextsSuite);
onStore('pglite', 'KPIs of annotations', annotateKpisSuite);
onStore('pglite', 'attempts and parts of a text step', annotateAttemptsSuite);
