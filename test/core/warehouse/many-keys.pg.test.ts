import { onStore } from '../../stores.ts';
import { manyKeysSuite } from './many-keys.suite.ts';

onStore('postgres', 'many keys', manyKeysSuite);
