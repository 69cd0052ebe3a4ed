import { onStore } from '../../stores.ts';
import { resumeSuite } from './resume.suite.ts';

onStore('pglite', 'going on with a run', resumeSuite);
