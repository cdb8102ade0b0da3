package dev.dust.fuzz;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Options of another form are found out. */
class OptionsFormTest {
    private static final Map<String, ?> OTHERS = Map.of("size", 2, "name", "b");
    private static final Map<String, String> FLAGS = Map.of("quiet", "isQuiet");

    /** Of the form, but for what a mistake says. */
    public static final class Sample {
        private static Mistake mistake = Mistake.NONE;

        private int size;
        private String name;
        private boolean quiet;

        enum Mistake {
            NONE, CHANGES_ITSELF, TAKES_NULL, FORGETS, EQUAL_TO_ALL, HASHES_BY_IDENTITY, TELLS_NO_NAME, OTHER_DEFAULTS
        }

        private Sample(int size, String name, boolean quiet) {
            this.size = size;
            this.name = name;
            this.quiet = quiet;
        }

        public static Sample defaults() {
            return new Sample(mistake == Mistake.OTHER_DEFAULTS ? 7 : 1, "a", false);
        }

        public Sample size(int size) {
            if (mistake == Mistake.CHANGES_ITSELF) {
                this.size = size;
                return this;
            }
            return new Sample(mistake == Mistake.FORGETS ? this.size : size, name, quiet);
        }

        public int size() {
            return size;
        }

        public Sample name(String name) {
            return new Sample(size, mistake == Mistake.TAKES_NULL ? name : Objects.requireNonNull(name, "name"), quiet);
        }

        public String name() {
            return name;
        }

        public Sample quiet() {
            return new Sample(size, name, true);
        }

        public boolean isQuiet() {
            return quiet;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Sample that && (mistake == Mistake.EQUAL_TO_ALL
                    || size == that.size && Objects.equals(name, that.name) && quiet == that.quiet);
        }

        @Override
        public int hashCode() {
            return mistake == Mistake.HASHES_BY_IDENTITY ? System.identityHashCode(this) : Objects.hash(size, name, quiet);
        }

        @Override
        public String toString() {
            return (mistake == Mistake.TELLS_NO_NAME ? "" : "Sample") + "[" + size + ", " + name + ", " + quiet + "]";
        }
    }

    /** A record has a public constructor, which knows no defaults. */
    public record Recorded(int size) {
        public static Recorded defaults() {
            return new Recorded(1);
        }

        public Recorded size(int size) {
            return new Recorded(size);
        }
    }

    @Test
    void optionsOfTheForm_pass_andEachMistakeIsFound() {
        for (Sample.Mistake mistake : Sample.Mistake.values()) {
            Sample defaults = Sample.defaults();
            try {
                Sample.mistake = mistake;
                if (mistake == Sample.Mistake.NONE) {
                    assertThatCode(() -> OptionsForm.require(defaults, OTHERS, FLAGS)).doesNotThrowAnyException();
                } else {
                    assertThatThrownBy(() -> OptionsForm.require(defaults, OTHERS, FLAGS)).as(mistake.name())
                            .isInstanceOf(AssertionError.class).hasMessageContaining("Sample");
                }
            } finally {
                Sample.mistake = Sample.Mistake.NONE;
            }
        }
    }

    @Test
    void propertyThatNobodyTried_andRecords_areFound() {
        assertThatThrownBy(() -> OptionsForm.require(Sample.defaults(), OTHERS)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("quiet");
        assertThatThrownBy(() -> OptionsForm.require(new Recorded(1), Map.of("size", 2))).isInstanceOf(AssertionError.class)
                .hasMessageContaining("final class");
    }
}
