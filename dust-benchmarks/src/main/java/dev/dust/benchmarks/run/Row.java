package dev.dust.benchmarks.run;

/**
 * A row of the table.
 *
 * @param work      what is done, with the sizes that it is done at
 * @param ours      how ours does it
 * @param yardstick what it is measured by
 * @param other     how the yardstick does it
 * @param unit      of both figures
 * @param target    for their ratio
 * @param why       why that target, in a sentence
 * @param leavesOut what belongs to such work elsewhere and is not in the figures, or is kinder here than there: the end of a
 *                  sentence that begins with "Left out:"
 */
record Row(String work, Side ours, String yardstick, Side other, Unit unit, Target target, String why, String leavesOut) {
}
