import { onStore } from '../../stores.ts';
import { loadModelSuite } from './load-model.suite.ts';

onStore('postgres', 'loading, against a plain map', loadModelSuite);
