package dev.dust.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ledger.StoredRow;
import dev.dust.value.ListValue;
import dev.dust.value.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** add and remove (docs/protocol.md#ops). */
class MemberOpsTest {
    private final TestStore store = new TestStore();

    private static ListValue list(Object... members) {
        return ListValue.from(List.of(members));
    }

    @Test
    void add_putsTheMemberInFront_andEchoesTheWholeList() {
        store.ok("add", "s", "a");
        assertThat(store.ok("add", "s", "b").value()).isEqualTo(list("b", "a"));
        assertThat(store.state.rows().get("s")).isEqualTo(new StoredRow(list("b", "a"), "set", 2));
    }

    @Test
    void add_dropsEveryDuplicate_alsoThoseThatWereThere() {
        store.ok("set", "s", List.of("a", "b", "a", "b", "c"));
        assertThat(store.ok("add", "s", "c").value()).isEqualTo(list("c", "a", "b"));
    }

    @Test
    void add_toldApartStrictly_1And1point0Differ() {
        store.ok("add", "s", 1);
        assertThat(store.ok("add", "s", 1.0).value()).isEqualTo(list(1.0, 1));
        assertThat(store.ok("remove", "s", 1).value()).isEqualTo(list(1.0));
    }

    @Test
    void addToWhatIsNoList_startsWithNone() {
        store.ok("set", "s", "scalar");
        assertThat(store.ok("add", "s", "a").value()).isEqualTo(list("a"));
    }

    @Test
    void remove_takesTheFirstSuchMember_andNoMore() {
        store.ok("set", "s", List.of("a", "b", "a"));
        assertThat(store.ok("remove", "s", "a").value()).isEqualTo(list("b", "a"));
        assertThat(store.type("s")).isEqualTo("set");
    }

    @Test
    void remove_fromNothing_writesTheEmptySet() {
        assertThat(store.ok("remove", "s", "a").value()).isEqualTo(ListValue.EMPTY);
        assertThat(store.state.rows().get("s")).isEqualTo(new StoredRow(ListValue.EMPTY, "set", 1));
    }

    @Test
    void members_mayBeMapsAndLists() {
        store.ok("add", "s", Map.of("a", 1));
        store.ok("add", "s", List.of(1));
        assertThat(store.ok("remove", "s", Map.of("a", 1)).value()).isEqualTo(list(List.of(1)));
        assertThat(store.state.rows()).containsOnlyKeys("s");
    }

    @Test
    void addAndRemove_leaveTheRowsBelow() {
        store.ok("set", "s", Map.of("x", 1));
        store.ok("add", "s", 1);
        store.ok("remove", "s", 1);
        assertThat(store.state.rows()).containsOnlyKeys("s", "s/x");
    }

    @Test
    void addAndRemove_needAMember() {
        assertThat(store.push(PushKind.WRITE, "op", "add", "path", "s").reason()).isEqualTo("add_requires_value");
        assertThat(store.write("add", "s", null).reason()).isEqualTo("add_requires_value");
        assertThat(store.push(PushKind.WRITE, "op", "remove", "path", "s").reason()).isEqualTo("remove_requires_value");
        assertThat(store.state.storeSeq()).isZero();
    }

    @Test
    void anEmptyListIsAMemberLikeAnyOther() {
        assertThat(store.ok("add", "s", Value.from(List.of())).value()).isEqualTo(list(List.of()));
    }
}
