import { onStore } from '../../stores.ts';
import { runStepsSuite } from './run-steps.suite.ts';

onStore('postgres', 'steps of runs', runStepsSuite);
