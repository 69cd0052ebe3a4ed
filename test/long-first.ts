import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that last for minutes, mostly waiting. Begun last, they would be waited for alone. */
const long = ['killed-workers', 'killed-report', 'lost-workers'];

/** Begins with the long ones; the others follow in vitest's own order. */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => long.some(name => moduleId.includes(`/${name}.`));
    return [...sorted.filter(isLong), ...sorted.filter(file => !isLong(file))];
  }
}
