import { onStore } from '../../stores.ts';
import { annotateAttemptsSuite } from './annotate-attempts.suite.ts';
import { annotateKpisSuite } from './annotate-kpis.suite.ts';
import { annotateTextsSuite } from './annotate-texts.suite.ts';

onStore('postgres', 'texts to annotate', annotateTextsSuite);
onStore('postgres', 'KPIs of annotations', annotateKpisSuite);
onStore('postgres', 'attempts and parts of a text step', annotateAttemptsSuite);
