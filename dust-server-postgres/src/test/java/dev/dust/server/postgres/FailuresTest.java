package dev.dust.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.LedgerException;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the database says is taken for what it is. */
class FailuresTest {
    /** By PostgreSQL's Appendix A: whether it is tried again, takes the connection along, or may be one push's own. */
    @ParameterizedTest
    @CsvSource({"08000, true, true, false", "08006, true, true, false", "08P01, true, true, false", "57P01, true, true, false",
            "57P02, true, true, false", "57P03, true, true, false", "57P04, true, true, false", "57P05, true, true, false",
            "57014, true, false, true", "25P03, true, true, false", "25P04, true, true, false", "25006, true, false, false",
            "40001, true, false, false", "40P01, true, false, false", "55P03, true, false, false", "53300, true, false, false",
            "53100, false, false, true", "53200, false, false, true", "54000, false, false, true", "22021, false, false, true",
            "28P01, false, false, true", "XX000, false, false, true"})
    void whatTheDatabaseSays_isTakenForWhatItIs(String state, boolean passes, boolean isLoss, boolean canBeOfOne) {
        var failure = new SQLException("on purpose", state);
        assertThat(Failures.passes(failure)).as("passes").isEqualTo(passes);
        assertThat(Failures.isLoss(failure)).as("loss").isEqualTo(isLoss);
        assertThat(Failures.canBeOfOne(failure)).as("of one").isEqualTo(canBeOfOne);
    }

    /** What is wrong with the data is so again; a full disk, a missing right and a server's own fault are not the push's. */
    @ParameterizedTest
    @CsvSource({"22021, true", "22P02, true", "23514, true", "54000, true", "54001, true", "21000, true", "53100, false",
            "42501, false", "XX000, false", "57014, false", ", false"})
    void whatIsWrongWithAPushItself_isRefusedForGood(String state, boolean forGood) {
        assertThat(Failures.ofPush(new SQLException("on purpose", state)))
                .isInstanceOf(forGood ? LedgerException.Refused.class : LedgerException.Unavailable.class);
    }
}
