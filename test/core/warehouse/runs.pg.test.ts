import { onStore } from '../../stores.ts';
import { runsSuite } from './runs.suite.ts';

onStore('postgres', 'runs', runsSuite);
