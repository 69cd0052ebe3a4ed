import { onStore } from '../../stores.ts';
import { loadAttemptsSuite } from './load-attempts.suite.ts';
import { loadContentSuite } from './load-content.suite.ts';
import { loadQuarantineSuite } from './load-quarantine.suite.ts';

onStore('postgres', 'what loading stores', loadContentSuite);
onStore('postgres', 'what loading rejects', loadQuarantineSuite);
onStore('postgres', 'attempts of a load', loadAttemptsSuite);
