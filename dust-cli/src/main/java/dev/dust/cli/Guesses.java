package dev.dust.cli;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/** What other tools, and other stores, call what a command of this one does: no slip of the hand leads there. */
final class Guesses {
    /** By what is guessed; of several commands each is of another group. None at all where nothing here does that. */
    private static final Map<String, List<String>> MEANT = Map.ofEntries(
            Map.entry("del", List.of("delete", "revoke")), Map.entry("rm", List.of("delete", "revoke")),
            Map.entry("remove", List.of("delete", "revoke")), Map.entry("delete", List.of("delete", "revoke")),
            Map.entry("set", List.of("put")), Map.entry("write", List.of("put")),
            Map.entry("cat", List.of("get")), Map.entry("read", List.of("get")), Map.entry("show", List.of("get")),
            Map.entry("keys", List.of("ls")), Map.entry("list", List.of("ls")), Map.entry("ls", List.of("list")),
            Map.entry("mv", List.of()), Map.entry("cp", List.of()),
            Map.entry("make", List.of("create")), Map.entry("new", List.of("create")),
            Map.entry("sub", List.of("watch")), Map.entry("subscribe", List.of("watch")),
            Map.entry("lock", List.of("lease")), Map.entry("unlock", List.of("release")),
            Map.entry("whoami", List.of("context")), Map.entry("config", List.of("context")),
            Map.entry("use", List.of("context")));

    private Guesses() {
    }

    /** "; NAME is meant?" for the command that is known by another name elsewhere, else for the one that is nearest. */
    static String meant(String guessed, Collection<String> known) {
        List<String> commands = MEANT.get(guessed);
        return commands == null
                ? Nearest.meant(guessed, known)
                : commands.stream().filter(known::contains).findFirst().map(name -> "; " + name + " is meant?").orElse("");
    }

    /** The same for a command that there is, and that does something else than what its name says elsewhere. */
    static String besides(CommandSpec command) {
        return command.userObject() instanceof RemoveCommand ? "; dust delete STORE PATH is meant?" : "";
    }
}
