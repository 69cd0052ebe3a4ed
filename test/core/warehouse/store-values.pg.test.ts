import { onStore } from '../../stores.ts';
import { storeValuesSuite } from './store-values.suite.ts';

onStore('postgres', 'values of a store', storeValuesSuite);
