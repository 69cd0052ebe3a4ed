import { onStore } from '../../stores.ts';
import { openSuite } from './open.suite.ts';

onStore('postgres', 'opening a warehouse', openSuite);
