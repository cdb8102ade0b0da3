package dev.dust.cli;

import dev.dust.server.access.Access;
import dev.dust.server.access.TokenRegistry;
import dev.dust.server.postgres.PostgresLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dust token}. */
@Command(name = "token", description = "Make, list and take back the tokens that all servers on one PostgreSQL know.",
        subcommands = {TokenCommand.Create.class, TokenCommand.ListAll.class, TokenCommand.Revoke.class})
final class TokenCommand extends CommandGroup {
    /** {@code dust token create}. */
    @Command(name = "create", description = "Make a token, and print it: that is the only time it can be read.")
    static final class Create extends LedgerCommand {
        private static final Set<String> SCOPES = Access.all().scopes();

        @Parameters(index = "0", paramLabel = "NAME", description = "By which it is listed and taken back.")
        private String name;
        @Option(names = "--store", paramLabel = "STORE",
                description = "A store that it opens: org/name, where * stands for either part; may be repeated (default: all).")
        private List<String> stores = List.of();
        @Option(names = "--scope", paramLabel = "SCOPE",
                description = "What it is for: entries:read, entries:write, files:read, files:write; may be repeated"
                        + " (default: all of them).")
        private List<String> scopes = List.of();
        @Option(names = "--read-only", description = "It writes nothing, whatever its scopes.")
        private boolean readOnly;
        @Option(names = "--for", paramLabel = "DURATION", converter = DurationConverter.class,
                description = "When it ends, from now, " + DurationConverter.FORM + " (default: never).")
        private @Nullable Duration life;
        @Option(names = "--writes-per-minute", paramLabel = "N",
                description = "How many writes a minute it may make on each server (default: any number).")
        private Integer writesPerMinute;

        @Override
        void check() {
            scopes.stream().filter(scope -> !SCOPES.contains(scope)).findFirst().ifPresent(scope -> {
                throw mistake(
                        "there is no scope " + scope + ": there are " + String.join(", ", SCOPES.stream().sorted().toList()));
            });
            stores.stream().filter(store -> !store.matches("[^/\\s]+/[^/\\s]+")).findFirst().ifPresent(store -> {
                throw mistake("a store is org/name, not " + store);
            });
            if (name.isBlank() || name.indexOf('\0') >= 0) {
                throw mistake("a token needs a name");
            }
            if (writesPerMinute != null && writesPerMinute < 1) {
                throw mistake("--writes-per-minute: at least 1, not " + writesPerMinute);
            }
        }

        @Override
        void run(PostgresLedger ledger) {
            Access access = Access.all();
            access = scopes.isEmpty() ? access : access.withScopes(scopes.toArray(String[]::new));
            access = readOnly ? access.withPermissions(true, false) : access;
            access = stores.isEmpty() ? access : access.onlyStores(stores.toArray(String[]::new));
            access = life == null ? access : access.until(Instant.now().plus(life));
            access = writesPerMinute == null ? access : access.withWritesPerMinute(writesPerMinute);
            print(ledger.tokens().create(name, access));
        }
    }

    /** {@code dust token list}. */
    @Command(name = "list", description = "Print what tokens there are, one JSON object a line; not the tokens themselves.")
    static final class ListAll extends LedgerCommand {
        @Override
        void run(PostgresLedger ledger) {
            ledger.tokens().list().forEach(token -> print(line(token)));
        }

        private static String line(TokenRegistry.Entry token) {
            Access access = token.access();
            return Json.render(Json.object("name", token.name(), "scopes", access.scopes().stream().sorted().toList(), "read",
                    access.read(), "write", access.write(), "stores",
                    access.stores() == null ? null : access.stores().stream().sorted().toList(), "expires_at",
                    access.expiresAt() == null ? null : access.expiresAt().toString(), "writes_per_minute",
                    access.writesPerMinute(), "revoked", token.revoked()));
        }
    }

    /** {@code dust token revoke}. */
    @Command(name = "revoke", description = "Take a token back: within seconds its connections end, on every server.")
    static final class Revoke extends LedgerCommand {
        @Parameters(index = "0", paramLabel = "NAME", description = "Its name.")
        private String name;

        @Override
        void run(PostgresLedger ledger) {
            if (!ledger.tokens().revoke(name)) {
                throw new Failure("there is no token of the name " + name);
            }
        }
    }
}
