package dev.dust.cli;

import dev.dust.cli.demo.Demo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dust demo}. */
@Command(name = "demo", description = "Show what Dust does: a server and two clients on real sockets, and a check for each line.")
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() throws InterruptedException {
        return Demo.run(spec.commandLine().getOut()) ? ExitCode.DONE : ExitCode.REFUSED;
    }
}
