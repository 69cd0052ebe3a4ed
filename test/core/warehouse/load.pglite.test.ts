import { onStore } from '../../stores.ts';
import { loadAttemptsSuite } from './load-attempts.suite.ts';
import { loadContentSuite } from './load-content.suite.ts';
import { loadQuarantineSuite } from './load-quarantine.suite.ts';

onStore('pglite', 'what loading stores', loadContentSuite);
onStore('pglite', 'what loading rejects', loadQuarantineSuite);
onStore('pglite', 'attempts of a load', loadAttemptsSuite);
