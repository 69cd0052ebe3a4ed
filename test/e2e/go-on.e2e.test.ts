import { describe } from 'vitest';
import { goOnSuite } from './go-on.suite.ts';

describe('several months and retries on the embedded store', () => goOnSuite(async () => ({})));
