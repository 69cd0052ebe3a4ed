import { onStore } from '../../stores.ts';
import { loadModelSuite } from './load-model.suite.ts';

onStore('pglite', 'loading, against a plain map', loadModelSuite);
