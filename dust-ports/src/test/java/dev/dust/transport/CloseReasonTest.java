package dev.dust.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.transport.CloseReason.By;
import dev.dust.transport.CloseReason.Lost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloseReasonTest {

    @ParameterizedTest
    @CsvSource({"1000, NETWORK", "1001, NETWORK", "1012, NETWORK", "1013, NETWORK", "1009, TOO_LARGE", "1002, SERVER",
            "1003, SERVER",
            "1005, SERVER", "1006, SERVER", "1007, SERVER", "1008, SERVER", "1011, SERVER", "4000, SERVER", "0, SERVER"})
    void aCloseCodeTellsWhoseDoingItIs(int code, By by) {
        assertThat(By.ofCode(code)).isEqualTo(by);
    }

    @Test
    void nobodyIsBlamedUnlessSaidSo() {
        assertThat(new Lost("it broke").by()).isEqualTo(By.NETWORK);
    }
}
