package dev.dust.server.rules;

import dev.dust.value.FloatValue;
import dev.dust.value.IntValue;
import dev.dust.value.Types;
import dev.dust.value.Value;

/** increment (docs/protocol.md#ops). */
final class CounterOps {
    /** Codecs have a limit somewhere beyond this, and what is committed must be sent to everybody. */
    private static final int MOST_BITS = 300_000;

    private CounterOps() {
    }

    /** The new total: an exact integer as long as both are integers, else a float. */
    static Decision total(Request request, Moment moment) {
        Value by = request.value();
        if (!Rules.isNumber(by)) {
            throw Refusal.of("increment_requires_number_value");
        }
        return Decision.commit(sum(moment.rules().counterAt(moment.rows().get(request.path().key())), by));
    }

    /** The sum of two numbers. */
    static Value sum(Value current, Value by) {
        if (current instanceof IntValue a && by instanceof IntValue b) {
            IntValue total = a.plus(b);
            checkHasAForm(total.isLong() || total.bigValue().bitLength() <= MOST_BITS);
            return total;
        }
        double total = asDouble(current) + asDouble(by);
        checkHasAForm(Double.isFinite(total));
        return Value.of(total);
    }

    private static void checkHasAForm(boolean hasAForm) {
        if (!hasAForm) {
            throw Refusal.of("increment_requires_number_value", "message", "the total is beyond what can be sent");
        }
    }

    static void write(Change change, String key, Value total) {
        change.write(key, total, Types.COUNTER);
    }

    private static double asDouble(Value number) {
        return number instanceof FloatValue(double d) ? d : ((IntValue) number).bigValue().doubleValue();
    }
}
