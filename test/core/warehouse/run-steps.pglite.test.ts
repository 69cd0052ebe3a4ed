import { onStore } from '../../stores.ts';
import { runStepsSuite } from './run-steps.suite.ts';

onStore('pglite', 'steps of runs', runStepsSuite);
