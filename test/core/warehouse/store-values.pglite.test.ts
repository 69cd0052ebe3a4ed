import { onStore } from '../../stores.ts';
import { storeValuesSuite } from './store-values.suite.ts';

onStore('pglite', 'values of a store', storeValuesSuite);
