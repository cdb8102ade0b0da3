package dev.dust.fuzz;

/**
 * What is done with one input. Whatever it throws is a finding, errors of the JVM included: it keeps expected refusals to
 * itself.
 */
@FunctionalInterface
public interface Target {

    /**
     * Takes an input, and checks what becomes of it.
     *
     * @return what kind of outcome that was, such as the reason of a refusal: inputs with a new kind of outcome are mutated
     *         further
     */
    String take(byte[] input) throws Exception;

    /** The kind of outcome of an input that was refused: what was thrown, without what is peculiar to the input. */
    static String kind(Throwable refusal) {
        String message = refusal.getMessage() == null ? "" : refusal.getMessage();
        String common = message.substring(0, Math.min(message.length(), 300)).replaceAll("\"[^\"]*\"?|'[^']*'|[0-9]+", "#");
        return refusal.getClass().getSimpleName() + ": " + common.substring(0, Math.min(common.length(), 80));
    }
}
