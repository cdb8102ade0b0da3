package dev.dust.cli.chaos.history;

import dev.dust.cli.chaos.history.Note.Mirrored;
import dev.dust.cli.chaos.history.Violation.Rule;
import java.util.List;
import java.util.Map;

/** When nothing happens any more, everybody who lives has the rows that the history makes. */
final class MirrorsCheck {
    private MirrorsCheck() {
    }

    static void check(Run run, Findings findings) {
        var rows = new Rows();
        run.history().events().forEach(rows::apply);
        for (Life life : run.lives()) {
            List<Mirrored> mirrors = life.of(Mirrored.class).toList();
            findings.require(!life.ended() || !mirrors.isEmpty(), Rule.EQUAL_MIRRORS, life + " has not shown its rows");
            mirrors.forEach(mirror -> compare(life, mirror, rows, run.history().lastSeq(), findings));
        }
    }

    private static void compare(Life life, Mirrored mirror, Rows rows, long lastSeq, Findings findings) {
        findings.require(mirror.seq() == lastSeq, Rule.EQUAL_MIRRORS,
                life + " is at " + mirror.seq() + ", and the server at " + lastSeq);
        mirror.rows().forEach((path, row) -> {
            if (rows.wasDeleted(path)) {
                findings.add(Rule.NO_RESURRECTION, life + " has at " + path + " " + row + ", which was deleted");
            } else {
                Row right = rows.get(path);
                findings.require(right != null && right.value().equals(row.value()), Rule.EQUAL_MIRRORS,
                        life + " has at " + path + " " + row + ", and the server " + right);
                findings.require(right == null || row.revision() == 0 || row.revision() == right.revision(),
                        Rule.EQUAL_MIRRORS, life + " has at " + path + " " + row + ", and the server " + right);
            }
        });
        for (Map.Entry<String, Row> row : rows.all().entrySet()) {
            findings.require(mirror.rows().containsKey(row.getKey()), Rule.EQUAL_MIRRORS,
                    life + " has nothing at " + row.getKey() + ", and the server " + row.getValue());
        }
    }
}
