package dev.dust.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios that must fail, and what their lines say: the step, what was expected, what was seen. */
class FailureLinesTest {
    private static final String READY = "{\"server\": \"ready\", \"store_seq\": 0}";
    private static final String EVENT = """
            {"server": "event", "store_seq": 1, "op": "set", "path": "p", "value": {"a": 1, "b": 1.0}}""";
    private static final String PUT = """
            {"call": "put", "path": "k", "value": "v", "as": "w"}""";
    private static final String ON = """
            {"call": "on", "pattern": "**", "as": "s"}""";

    @TempDir
    private Path folder;

    /** The line of a scenario with these steps, without its name. */
    private String failure(String... steps) {
        String line = Runs.lines(Runs.file(folder, "s.json", Runs.scenario(steps))).getFirst();
        assertThat(line).startsWith("FAIL s: ");
        return line.substring("FAIL s: ".length());
    }

    @Test
    void get() {
        assertThat(failure(READY, EVENT, """
                {"expect": "get", "path": "p/b", "value": 1}""")).isEqualTo("step 3: get p/b: expected 1, saw 1.0");
        assertThat(failure(READY, EVENT, """
                {"expect": "get", "path": ["p", "a"], "missing": true}"""))
                .isEqualTo("step 3: get p/a: expected nothing, saw 1");
        assertThat(failure(READY, """
                {"expect": "get", "path": "q", "value": null}""")).isEqualTo("step 2: get q: expected null, saw nothing");
        assertThat(failure(READY, """
                {"expect": "get", "path": "a//b", "missing": true}"""))
                .startsWith("step 2: get: expected no error, saw error empty_segment");
    }

    @Test
    void entry() {
        assertThat(failure(READY, EVENT, """
                {"expect": "entry", "path": "p/a", "type": "integer", "revision": 2}""")).isEqualTo(
                "step 3: entry p/a: expected {\"type\":\"integer\",\"revision\":2},"
                        + " saw {\"value\":1,\"type\":\"integer\",\"revision\":1,\"pending\":false}");
        assertThat(failure(READY, """
                {"expect": "entry", "path": "q", "type": "map"}"""))
                .isEqualTo("step 2: entry q: expected {\"type\":\"map\"}, saw nothing");
        assertThat(failure(READY, EVENT, """
                {"expect": "entry", "path": "p", "missing": true}""")).startsWith("step 3: entry p: expected nothing, saw {");
    }

    @Test
    void getMany() {
        assertThat(failure(READY, EVENT, """
                {"expect": "get_many", "paths": ["p/a", "q"], "values": {"p/a": 1, "q": 2}}"""))
                .isEqualTo("step 3: get_many: expected {\"p/a\":1,\"q\":2}, saw {\"p/a\":1}");
    }

    @Test
    void pages() {
        assertThat(failure(READY, EVENT, """
                {"expect": "enum", "pattern": "p/*", "items": [["p/b", 1.0], ["p/a", 1]]}"""))
                .isEqualTo("step 3: enum p/*: expected items [[\"p/b\",1.0],[\"p/a\",1]], saw [[\"p/a\",1],[\"p/b\",1.0]]");
        assertThat(failure(READY, EVENT, """
                {"expect": "enum", "pattern": "p/*", "options": {"limit": 1}, "items": [["p/a", 1]], "next": null}"""))
                .isEqualTo("step 3: enum p/*: expected no next page, saw the cursor p/a");
        assertThat(failure(READY, EVENT,
                """
                        {"expect": "range", "from": "p", "to": "q", "options": {"select": "keys"}, "items": ["p/a", "p/b"], "next": "C"}"""))
                .isEqualTo("step 3: range p to q: expected a next page, saw none");
        assertThat(failure(READY, """
                {"expect": "enum", "pattern": "**", "options": {"after": "C"}, "items": []}"""))
                .isEqualTo("step 2: there is no cursor of the name C");
        assertThat(failure(READY, """
                {"expect": "enum", "pattern": "a/b", "options": {"select": "prefixes"}, "items": []}"""))
                .startsWith("step 2: enum: expected no error, saw error invalid_pattern_for_prefixes");
    }

    @Test
    void sent() {
        assertThat(failure(READY, PUT, """
                {"expect": "sent", "writes": []}"""))
                .startsWith("step 3: sent: expected [], saw [{\"of\":\"w\",\"op\":\"set\",");
        assertThat(failure(READY, PUT, """
                {"expect": "sent", "writes": [{"of": "w", "op": "delete"}]}"""))
                .startsWith("step 3: sent: expected [{\"of\":\"w\",\"op\":\"delete\"}], saw [{\"of\":\"w\",\"op\":\"set\",");
        assertThat(failure(READY, PUT, """
                {"expect": "sent", "writes": [{"of": "w", "fence": {"key": "k", "token": 1}}]}"""))
                .startsWith("step 3: sent: ");
        assertThat(failure(READY, PUT, """
                {"call": "put", "path": "l", "value": 1, "as": "x"}""", """
                {"expect": "sent", "writes": [{"of": "x"}, {"of": "w"}]}""")).startsWith("step 4: sent: ");
        assertThat(failure(READY, PUT, """
                {"expect": "sent", "writes": [{"of": "w"}]}""", """
                {"expect": "sent", "writes": [{"of": "w"}]}""")).isEqualTo("step 4: sent: expected [{\"of\":\"w\"}], saw []");
    }

    @Test
    void joined() {
        assertThat(failure(READY, """
                {"expect": "joined", "last_store_seq": [1]}""")).isEqualTo("step 2: joined from: expected [1], saw [0]");
        assertThat(failure("""
                {"expect": "joined", "last_store_seq": [0]}""")).isEqualTo("step 1: joined from: expected [0], saw []");
    }

    @Test
    void result() {
        assertThat(failure(READY, PUT, """
                {"expect": "result", "of": "w", "ok": {"store_seq": 1}}"""))
                .isEqualTo("step 3: result of w: expected ok {\"store_seq\":1}, saw waiting");
        assertThat(failure(READY, PUT, """
                {"server": "reply", "to": "w", "ok": {"store_seq": 1}}""", """
                {"expect": "result", "of": "w", "waiting": true}"""))
                .isEqualTo("step 4: result of w: expected waiting, saw ok {\"store_seq\":1}");
        assertThat(failure(READY, PUT, """
                {"server": "reply", "to": "w", "error": {"reason": "exists"}}""", """
                {"expect": "result", "of": "w", "error": "conflict"}"""))
                .isEqualTo("step 4: result of w: expected error conflict, saw error exists");
        assertThat(failure(READY, """
                {"expect": "result", "of": "x", "waiting": true}""")).isEqualTo("step 2: there is no call of the name x");
    }

    @Test
    void events() {
        assertThat(failure(READY, ON, PUT, """
                {"expect": "events", "of": "s", "events": []}""")).isEqualTo(
                "step 4: events of s: expected [], saw [{\"path\":\"k\",\"value\":\"v\",\"op\":\"set\",\"committed\":false,"
                        + "\"source\":\"local\",\"was_own\":true,\"client_op_of\":\"w\"}]");
        assertThat(failure(READY, ON, PUT, """
                {"expect": "events", "of": "s", "events": [{"committed": true}]}""")).startsWith("step 4: events of s: ");
        assertThat(failure(READY, ON, PUT, """
                {"expect": "events", "of": "s", "events": [{"resync": true}]}""")).startsWith("step 4: events of s: ");
        assertThat(failure(READY, ON, EVENT, """
                {"expect": "events", "of": "s", "events": [{"type": "present"}]}""")).startsWith("step 4: events of s: ");
        assertThat(failure(READY, ON, EVENT, """
                {"expect": "events", "of": "s", "events": [{}, {}]}"""))
                .startsWith("step 4: events of s: expected [{},{}], saw [{");
        assertThat(failure(READY, """
                {"expect": "events", "of": "s", "events": []}""")).isEqualTo("step 2: there is no subscription of the name s");
    }

    @Test
    void status() {
        assertThat(failure(READY, """
                {"expect": "status", "connection": "refused"}"""))
                .startsWith("step 2: status: expected {\"connection\":\"refused\"}, saw {\"connection\":\"connected\",");
        assertThat(failure(READY, """
                {"expect": "status", "permissions": {"write": false}}""")).startsWith("step 2: status: ");
    }

    @Test
    void callsThatThrow_andThoseThatDoNot() {
        assertThat(failure(READY, """
                {"call": "put", "path": "", "value": 1}"""))
                .startsWith("step 2: put: expected no error, saw error empty_path (");
        assertThat(failure(READY, """
                {"call": "put", "path": "", "value": 1, "throws": "exists"}"""))
                .startsWith("step 2: put: expected error exists, saw error empty_path (");
        assertThat(failure(READY, """
                {"call": "put", "path": "k", "value": 1, "throws": "empty_path"}"""))
                .isEqualTo("step 2: put: expected error empty_path, saw none");
    }

    @Test
    void leasesThatAreNotThere() {
        assertThat(failure(READY, """
                {"call": "lease", "path": "l", "as": "l"}""", """
                {"call": "release", "lease": "l", "as": "r"}"""))
                .isEqualTo("step 3: expected l to have resulted in a lease, saw waiting");
        assertThat(failure(READY, """
                {"call": "put", "path": "k", "value": 1, "options": {"fence": "l"}}"""))
                .isEqualTo("step 2: there is no call of the name l");
    }

    @Test
    void whatTheServerCannotDo() {
        assertThat(failure(READY, "{\"server\": \"open\"}"))
                .isEqualTo("step 2: expected the client to ask for a connection, saw that it has one");
        assertThat(failure(READY, READY)).isEqualTo("step 2: expected the client to ask to join, saw that it does not");
        assertThat(failure("{\"server\": \"join\"}")).isEqualTo("step 1: expected an open connection, saw that there is none");
        assertThat(failure("{\"server\": \"open\"}", "{\"server\": \"join\", \"last_store_seq\": 3}"))
                .isEqualTo("step 2: join: expected last_store_seq 3, saw 0");
        assertThat(failure(READY, "{\"server\": \"status\", \"current_seq\": 3}"))
                .isEqualTo("step 2: expected a status push that waits for its answer, saw none");
        assertThat(failure(PUT, READY, "{\"server\": \"drop\"}", "{\"server\": \"echo\", \"of\": \"w\", \"store_seq\": 1}"))
                .isEqualTo("step 4: expected an open connection, saw that there is none");
        assertThat(failure(PUT, "{\"server\": \"open\"}", "{\"server\": \"reply\", \"to\": \"w\", \"ok\": {}}"))
                .isEqualTo("step 3: expected w to have been sent, saw that it was not");
        assertThat(failure(READY, PUT, "{\"server\": \"drop\"}", "{\"clock\": 1000}", "{\"server\": \"open\"}",
                "{\"server\": \"reply\", \"to\": \"w\", \"ok\": {}}"))
                .isEqualTo("step 6: expected a sending on this connection, saw the newest one on one that is lost");
    }

    @Test
    void aLoss_needsAConnectionOrAnAttemptAtOne() {
        assertThat(failure(READY, "{\"server\": \"drop\"}", "{\"clock\": 1000}", "{\"server\": \"drop\"}",
                "{\"server\": \"drop\"}"))
                .isEqualTo("step 5: expected a connection that can be lost, saw that there is none");
    }
}
