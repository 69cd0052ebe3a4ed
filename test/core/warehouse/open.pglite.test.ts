import { onStore } from '../../stores.ts';
import { openSuite } from './open.suite.ts';

onStore('pglite', 'opening a warehouse', openSuite);
