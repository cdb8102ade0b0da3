package dev.dust.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.value.ListValue;
import dev.dust.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A member put in comes first and is there once, as are all; one taken out is the first of its kind. */
class MembersTest {

    @Test
    void membersEqualWhatTheOpsDoOneByOne_forEverySeed() {
        for (int seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            var naive = new ArrayList<Value>();
            for (int i = random.nextInt(6); i > 0; i--) {
                naive.add(Value.of(random.nextInt(4)));
            }
            var members = new Members(Value.from(List.copyOf(naive)));
            for (int step = 0; step < 8; step++) {
                Value member = Value.of(random.nextInt(4));
                if (random.nextBoolean()) {
                    members.insert(member);
                    naive.addFirst(member);
                    var distinct = naive.stream().distinct().toList();
                    naive.clear();
                    naive.addAll(distinct);
                } else {
                    members.drop(member);
                    naive.remove(member);
                }
                assertThat(members.toValue()).as("seed " + seed + " step " + step).isEqualTo(new ListValue(naive));
            }
        }
    }

    @Test
    void whatIsNoList_hasNoMembers() {
        assertThat(new Members(Value.of("text")).insert(Value.of(1)).toValue()).isEqualTo(Value.from(List.of(1)));
        assertThat(new Members(null).drop(Value.of(1)).toValue()).isEqualTo(ListValue.EMPTY);
    }
}
