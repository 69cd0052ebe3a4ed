import { onStore } from '../../stores.ts';
import { coverageSuite } from './coverage.suite.ts';

onStore('pglite', 'coverage', coverageSuite);
