import { onStore } from '../../stores.ts';
import { loadSuite } from './load.suite.ts';

onStore('pglite', 'loading a stream', loadSuite);
