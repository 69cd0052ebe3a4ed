import { onStore } from '../../stores.ts';
import { resumeSuite } from './resume.suite.ts';

onStore('postgres', 'going on with a run', resumeSuite);
