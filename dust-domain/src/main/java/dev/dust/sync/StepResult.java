package dev.dust.sync;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to be done about an input: first the transaction, as a whole; then, once it is kept, the effects, in order. If the
 * cache cannot keep it, nothing else may be done before it has.
 *
 * @param transaction in order; all of it is one transaction; empty if nothing is to be kept
 * @param effects     what others can see
 */
public record StepResult(List<CommitPart> transaction, List<Effect> effects) {
    /** Nothing is to be done. */
    public static final StepResult NOTHING = new StepResult(List.of(), List.of());

    /** Of several steps, one after the other: the transaction of all of them, and then the effects of all. */
    public static StepResult inOrder(List<StepResult> steps) {
        var transaction = new ArrayList<CommitPart>();
        var effects = new ArrayList<Effect>();
        for (StepResult step : steps) {
            transaction.addAll(step.transaction());
            effects.addAll(step.effects());
        }
        return new StepResult(transaction, effects);
    }
}
