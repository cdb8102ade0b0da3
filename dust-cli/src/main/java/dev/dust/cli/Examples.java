package dev.dust.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;

/** Command lines that show how a command is used, for its help. */
final class Examples {
    private static final String ALL = """
            demo
            serve
            serve --data stores.jsonl
            serve --host 0.0.0.0 --token-file tokens.txt
            serve --ledger postgres --jdbc jdbc:postgresql://db/dust
            serve --ledger postgres --jdbc-password-file password.txt --keep-for 30d --metrics-token-file metrics.txt
            token create ann-laptop --store 'james/*' --for 90d
            token list
            token revoke ann-laptop
            store create james/blog --keep-ops 10000 --keep-for 30d
            store list
            store export james/blog > blog.jsonl
            store import james/copy blog.jsonl
            get james/blog posts/hello
            get . settings/theme --raw
            get-many james/blog posts/hello settings/theme
            entry james/blog settings/theme
            ls james/blog
            ls james/blog posts -l
            tree james/blog posts
            enum james/blog 'posts/*' --limit 10
            enum james/blog 'posts/**' --select prefixes --all
            range james/blog posts/a posts/n
            put james/blog posts/hello '{"title":"Hello"}'
            put james/blog settings/theme --raw dark
            put james/blog posts/hello @hello.json
            put james/blog settings/theme '"dark"' --if-match 7
            delete james/blog posts/hello
            merge james/blog posts/hello '{"draft":true}'
            increment james/blog counters/visits
            increment james/blog counters/visits -5
            add james/blog tags '"java"'
            remove james/blog tags '"java"'
            put-file james/blog covers/hello hello.png --type image/png
            fetch-file james/blog covers/hello copy.png
            pending james/blog --cache postgres
            discard james/blog --all --cache postgres
            lease james/blog jobs/nightly --ttl 10m
            renew james/blog jobs/nightly:42 --ttl 10m
            release james/blog jobs/nightly:42
            run james/blog jobs/nightly -- ./nightly.sh
            run james/blog jobs/nightly --wait 0s -- ./nightly.sh
            rollback james/blog posts/hello --to-seq 41
            rollback james/blog --all --to-seq 41
            export james/blog > blog.jsonl
            import james/copy blog.jsonl
            watch james/blog 'posts/*'
            watch james/blog '**' --op set,delete --limit 10
            watch james/blog '**' --since 0 --exec 'echo $DUST_PATH'
            top james/blog
            bench james/scratch
            status james/blog
            doctor james/blog
            login wss://example.org/ws/sync --context work --store james/blog
            context
            context work
            completion bash > ~/.local/share/bash-completion/completions/dust
            completion zsh > ~/.dust-completion.zsh
            completion fish > ~/.config/fish/completions/dust.fish
            conformance
            simulate --seeds 1..20
            simulate --seeds 1..20 --nodes 3
            chaos --minutes 5
            help get
            """;
    private static final Map<String, List<String>> BY_COMMAND = ALL.lines()
            .collect(Collectors.groupingBy(line -> line.split(" ", 2)[0], HashMap::new, Collectors.toUnmodifiableList()));

    private Examples() {
    }

    /** Those of a command, as one types them; none for what is no command. */
    static List<String> of(String command) {
        return BY_COMMAND.getOrDefault(command, List.of()).stream().map(line -> "dust " + line).toList();
    }

    /** The same; of a command below another one, those of that other one that name it. */
    private static List<String> of(CommandSpec command) {
        CommandSpec above = command.parent();
        return above == null || above.parent() == null
                ? of(command.name())
                : of(above.name()).stream()
                        .filter(line -> line.startsWith("dust " + above.name() + " " + command.name() + " ")
                                || line.equals("dust " + above.name() + " " + command.name()))
                        .toList();
    }

    /** Those of a command, for the end of its help. */
    static String help(Help help) {
        List<String> examples = of(help.commandSpec());
        String footer = help.footer();
        return examples.isEmpty() ? footer : "%nExamples:%n%s%n%s".formatted(indented(examples), footer);
    }

    private static String indented(List<String> lines) {
        return lines.stream().map(line -> "  " + line).collect(Collectors.joining(System.lineSeparator()));
    }
}
