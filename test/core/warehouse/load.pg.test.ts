import { onStore } from '../../stores.ts';
import { loadSuite } from './load.suite.ts';

onStore('postgres', 'loading a stream', loadSuite);
