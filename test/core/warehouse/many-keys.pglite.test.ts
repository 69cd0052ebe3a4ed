import { onStore } from '../../stores.ts';
import { manyKeysSuite } from './many-keys.suite.ts';

onStore('pglite', 'many keys', manyKeysSuite);
