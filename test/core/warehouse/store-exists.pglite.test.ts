import { onStore } from '../../stores.ts';
import { storeExistsSuite } from './store-exists.suite.ts';

onStore('pglite', 'whether a store is there', storeExistsSuite);
