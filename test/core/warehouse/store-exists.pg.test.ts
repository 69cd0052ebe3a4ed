import { onStore } from '../../stores.ts';
import { storeExistsSuite } from './store-exists.suite.ts';

onStore('postgres', 'whether a store is there', storeExistsSuite);
