package dev.dust.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.server.web.Server;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whoever mistypes something is told, in one line, what was meant, or what would be right. */
class MistypedTest {
    @TempDir
    private static Path home;
    private static Server server;
    private static final Map<String, String> ENVIRONMENT = new HashMap<>();

    @BeforeAll
    static void somethingIsThere() {
        server = Server.start(ServerOptions.defaults().tokens(Map.of("right", Access.all())));
        ENVIRONMENT.putAll(Map.of("DUST_URL", server.url().toString(), "DUST_API_KEY", "right", "HOME", home.toString()));
        CommandRun.of(ENVIRONMENT, "put", "james/blog", "posts/hello", "{\"title\":\"Hello\"}").done();
        assertThat(CommandRun.ofInput("right\n", ENVIRONMENT, "login", server.url().toString(), "--context", "work",
                "--token-file", "-").exitCode()).isEqualTo(ExitCode.DONE);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '%', quoteCharacter = '`', textBlock = """
            gte james/blog posts/hello                              % 2 % get is meant?
            --verson                                                % 2 % --version is meant?
            -v                                                      % 2 % -V is meant?
            token creat x                                           % 2 % create is meant?
            store exprt james/blog                                  % 2 % export is meant?
            help gte                                                % 2 % there is no command 'gte'; get is meant? (see
            del james/blog posts/hello                              % 2 % there is no command 'del'; delete is meant?
            rm james/blog posts/hello                               % 2 % ; delete is meant?
            remove james/blog posts/hello                           % 2 % ; dust delete STORE PATH is meant?
            put james/blog posts/hello/you                          % 2 % it is dust put STORE PATH JSON
            set james/blog posts/hello 1                            % 2 % ; put is meant?
            write james/blog posts/hello 1                          % 2 % ; put is meant?
            cat james/blog posts/hello                              % 2 % ; get is meant?
            read james/blog posts/hello                             % 2 % ; get is meant?
            show james/blog posts/hello                             % 2 % ; get is meant?
            keys james/blog                                         % 2 % ; ls is meant?
            list james/blog                                         % 2 % ; ls is meant?
            mv james/blog posts/hello posts/b                       % 2 % there is no command 'mv' (see
            cp james/blog posts/hello posts/b                       % 2 % there is no command 'cp' (see
            sub james/blog posts/*                                  % 2 % ; watch is meant?
            subscribe james/blog posts/*                            % 2 % ; watch is meant?
            lock james/blog jobs/x                                  % 2 % ; lease is meant?
            unlock james/blog jobs/x                                % 2 % ; release is meant?
            whoami                                                  % 2 % ; context is meant?
            config                                                  % 2 % ; context is meant?
            use work                                                % 2 % ; context is meant?
            token rm ann                                            % 2 % ; revoke is meant?
            store ls                                                % 2 % ; list is meant?
            completion bsh                                          % 2 % of bash, zsh, fish, but was 'bsh'; bash is meant?
            get james/blog posts/hello --timout 3                   % 2 % --timeout is meant?
            top james/blog --rows 3s                                % 2 % '3s' is no whole number; 3 is meant?
            get james/blog posts/hello --cache sqlit                % 2 % sqlite is meant?
            get james/blog posts/hello --format jsn                 % 2 % json is meant?
            login wss://example.org/ws/sync --token x               % 2 % --token-file is meant?
            get james/blog posts/helo                               % 3 % posts/hello is meant?
            get james/blog post/hello                               % 3 % posts is meant?
            ls james/blog post                                      % 3 % posts is meant?
            entry james/blog posts/helo                             % 3 % posts/hello is meant?
            fetch-file james/blog posts/helo x.png                  % 3 % posts/hello is meant?
            get james/blgo posts/hello                              % 3 % there is nothing in the store james/blgo at all
            get jamesblog posts/hello                               % 2 % a store's name is org/name
            get james/blog/posts/hello                              % 2 % james/blog posts/hello is meant?
            get posts/hello                                         % 2 % it is dust get STORE PATH
            get james/blog /posts//hello/                           % 2 % posts/hello is meant?
            watch james/blog /posts/*                               % 2 % posts/* is meant?
            watch james/blog **/hello                               % 2 % */hello is meant?
            watch james/blog ** --op delte                          % 2 % delete is meant?
            enum james/blog posts/* --order dsc                     % 2 % desc is meant?
            enum james/blog posts/* --select key                    % 2 % keys is meant?
            enum james/blog posts/* --limit 5000                    % 2 % a limit is 1 to 1000
            put james/blog posts/x hello                            % 2 % '"text"', or --raw
            put james/blog posts/x "hello world again               % 2 % 'world' is one word too many; what has spaces goes in
            get james/blog posts hello                              % 2 % 'hello' is one word too many: it is dust get
            put james/blog posts/x True                             % 2 % true is meant?
            put james/blog posts/x {title:1}                        % 2 % '{"name":"text"}'
            put james/blog posts/x {"title":1                       % 2 % the input ends in the middle of a value
            put james/blog posts/x @hello.jsn                       % 2 % hello.jsn cannot be read: there is no such file
            put james/blog posts/x 1 --fence jobs/nightly           % 2 % KEY:TOKEN
            increment james/blog visits one                         % 2 % a number is meant?
            import james/blog blog.jsnl                             % 2 % there is no such file: blog.jsnl
            get james/blog a --url http://localhost:7755            % 2 % ws://localhost:7755/ws/sync
            get james/blog a --url localhost:7755                   % 2 % a server's URL looks like ws://host:port/ws/sync
            get james/blog a --token wrong                          % 1 % token
            get james/blog a --token-file tokn.txt                  % 2 % there is no such file
            get james/blog a --context wrk                          % 2 % work is meant?
            context wrk                                             % 2 % work is meant?
            lease james/blog jobs/x --ttl 10                        % 2 % such as 500ms, 30s, 5m, 2h or 1d
            serve --port 77555                                      % 2 % a port is 0 to 65535
            """)
    void line_isAnsweredByWhatWasMeant(String line, int exitCode, String told) {
        List<String> words = List.of(line.strip().split(" +"));

        assertThat(CommandRun.of(ENVIRONMENT, words.toArray(String[]::new)).complaint(exitCode)).contains(told);
    }
}
