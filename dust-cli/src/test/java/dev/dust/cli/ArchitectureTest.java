package dev.dust.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.dust.cache.Cache;
import dev.dust.cache.StoreCache;
import dev.dust.time.Time;
import dev.dust.transport.Transport;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The modules and their arrows (docs/architecture.md#modules), and what keeps the core pure (docs/architecture.md#core), over
 * the classes of all modules.
 */
@AnalyzeClasses(packages = "dev.dust", importOptions = DoNotIncludeTests.class)
@ArchTag("slow")
class ArchitectureTest {
    private static final String JDK = "java..";
    /** Annotations alone, which are not needed at run time. */
    private static final String NULLNESS = "org.jspecify.annotations..";
    private static final String INJECT = "jakarta.inject..";
    private static final String GUICE = "com.google.inject..";
    private static final String[] PORTS = {"dev.dust.cache..", "dev.dust.codec..", "dev.dust.config..", "dev.dust.keymap..",
            "dev.dust.metrics..", "dev.dust.time..",
            "dev.dust.transport..",
            "dev.dust.value.."};
    private static final String[] DOMAIN = {"dev.dust", "dev.dust.engine..", "dev.dust.error..", "dev.dust.lease..",
            "dev.dust.op..", "dev.dust.path..", "dev.dust.reading..", "dev.dust.subscribe..", "dev.dust.sync..",
            "dev.dust.view..",
            "dev.dust.write.."};
    private static final String[] CORE = {"dev.dust.lease..", "dev.dust.op..", "dev.dust.sync..", "dev.dust.view.."};
    private static final String JACKSON = "dev.dust.adapter.jackson..";
    private static final String SERVER = "dev.dust.server..";
    private static final String SERVER_ON_POSTGRES = "dev.dust.server.postgres..";
    private static final String SERVER_WEB = "dev.dust.server.web..";
    private static final String SERVER_HTTP = "dev.dust.server.http..";
    private static final String SERVER_API = "dev.dust.server.api..";
    private static final String JETTY = "org.eclipse.jetty..";

    @ArchTest
    static void theRulesSeeEveryClassThatThereIs(JavaClasses seen) {
        Set<String> names = seen.stream().map(JavaClass::getName).collect(Collectors.toCollection(TreeSet::new));
        assertThat(ProjectFiles.mainClasses()).hasSizeGreaterThan(200);
        assertThat(names).containsAll(ProjectFiles.mainClasses());
    }

    /** Else a new package would escape the rules below. */
    @ArchTest
    static final ArchRule everyPackage_isOneOfAModule = classes().should().resideInAnyPackage(
            and(and(PORTS, DOMAIN), "dev.dust.adapter.*..", "dev.dust.server..", "dev.dust.testkit..", "dev.dust.fuzz..",
                    "dev.dust.cli.."));

    @ArchTest
    static final ArchRule ports_needTheJdkAlone = classes().that().resideInAnyPackage(PORTS).should()
            .onlyDependOnClassesThat(resideInAnyPackage(and(PORTS, JDK, NULLNESS)));

    @ArchTest
    static final ArchRule domain_needsPortsAndGuiceAlone = classes().that().resideInAnyPackage(DOMAIN).should()
            .onlyDependOnClassesThat(resideInAnyPackage(and(and(DOMAIN, PORTS), JDK, NULLNESS, GUICE)));

    @ArchTest
    static final ArchRule jacksonAdapter_needsPortsAndItsLibrariesAlone = adapter(JACKSON, "tools.jackson..",
            "com.fasterxml.jackson.annotation..", "org.msgpack..");

    @ArchTest
    static final ArchRule memoryAdapter_needsPortsAlone = adapter("dev.dust.adapter.memory..");

    @ArchTest
    static final ArchRule wsAdapter_needsPortsAndItsLibraryAlone = adapter("dev.dust.adapter.ws..", "javax.net.ssl..", INJECT,
            "jakarta.websocket..", "org.glassfish.tyrus..");

    @ArchTest
    static final ArchRule postgresAdapter_needsPortsAndItsLibrariesAlone = adapter("dev.dust.adapter.postgres..", "javax.sql..",
            "com.zaxxer.hikari..", "org.flywaydb..", "org.jooq..", "org.postgresql..");

    @ArchTest
    static final ArchRule sqliteAdapter_needsPortsAndItsLibraryAlone = adapter("dev.dust.adapter.sqlite..", "org.sqlite..");

    @ArchTest
    static final ArchRule micrometerAdapter_needsPortsAndItsLibraryAlone = adapter("dev.dust.adapter.micrometer..",
            "io.micrometer.core..");

    @ArchTest
    static final ArchRule adapters_doNotKnowEachOther = slices().matching("dev.dust.adapter.(*)..").should()
            .notDependOnEachOther();

    @ArchTest
    static final ArchRule adapters_doNotKnowTheDomain = noClasses().that().resideInAPackage("dev.dust.adapter..").should()
            .dependOnClassesThat().resideInAnyPackage(and(DOMAIN, "dev.dust.testkit..", "dev.dust.cli.."));

    /** It shares no rule with the client, so that each of the two tests the other. */
    @ArchTest
    static final ArchRule server_needsPortsAndJacksonAdapterAlone = classes().that().resideInAPackage(SERVER).and()
            .resideOutsideOfPackages(SERVER_ON_POSTGRES, SERVER_WEB, SERVER_HTTP, SERVER_API).should()
            .onlyDependOnClassesThat(resideInAnyPackage(and(PORTS, SERVER, JACKSON, JDK, NULLNESS, GUICE)));

    @ArchTest
    static final ArchRule serversPort_needsTheServerAndJettyAlone = classes().that()
            .resideInAnyPackage(SERVER_WEB, SERVER_HTTP, SERVER_API).should()
            .onlyDependOnClassesThat(resideInAnyPackage(and(PORTS, SERVER, JDK, NULLNESS, JETTY)));

    /** A server within an application has no port. */
    @ArchTest
    static final ArchRule serverWithoutAPort_knowsNoPort = noClasses().that().resideInAPackage(SERVER).and()
            .resideOutsideOfPackages(SERVER_WEB, SERVER_HTTP, SERVER_API).should().dependOnClassesThat()
            .resideInAnyPackage(SERVER_WEB, SERVER_HTTP, SERVER_API);

    /** Of the server it knows the port alone: that it shares no rule with it is why any rules can be decided within. */
    @ArchTest
    static final ArchRule serverOnPostgres_needsTheLedgersPortAndItsLibrariesAlone = classes().that()
            .resideInAPackage(SERVER_ON_POSTGRES).should().onlyDependOnClassesThat(resideInAnyPackage(
                    and(PORTS, SERVER_ON_POSTGRES, "dev.dust.server.ledger..", "dev.dust.server.file..",
                            "dev.dust.server.access..", JACKSON, JDK, NULLNESS, "javax.sql..",
                            "com.zaxxer.hikari..", "org.flywaydb..", "org.jooq..", "org.postgresql..")));

    @ArchTest
    static final ArchRule serversRules_knowNoNetwork = noClasses().that()
            .resideInAnyPackage("dev.dust.server.rules..", "dev.dust.server.ledger..", "dev.dust.server.memory..",
                    "dev.dust.server.access..", "dev.dust.server.intercept..")
            .should()
            .dependOnClassesThat().resideInAnyPackage(JETTY, JACKSON, "java.net..");

    @ArchTest
    static final ArchRule testkit_knowsNoAdapterButJackson = noClasses().that().resideInAPackage("dev.dust.testkit..").should()
            .dependOnClassesThat(resideInAnyPackage("dev.dust.adapter..", "dev.dust.cli..")
                    .and(not(resideInAnyPackage(JACKSON))));

    /** They are on the class path for trials only. */
    @ArchTest
    static final ArchRule command_touchesTestLibrariesForTrialsAlone = noClasses().that().resideInAPackage("dev.dust.cli..")
            .and(not(areTrials())).should().dependOnClassesThat().resideInAnyPackage(
                    "dev.dust.testkit..", "org.junit..", "org.assertj..", "org.testcontainers..", "io.zonky..");

    @ArchTest
    static final ArchRule trials_areReachedWhereTheTestkitWasFoundAlone = noClasses().that().resideInAPackage("dev.dust.cli..")
            .and(not(areTrials())).and()
            .doNotBelongToAnyOf(Trials.class, CacheOptions.class)
            .should().dependOnClassesThat(areTrials());

    /** The facade makes and closes the ports that it is given; what they do in between is the engine's. */
    @ArchTest
    static final ArchRule onlyTheEngine_callsPortsThatAct = noClasses().that().resideInAnyPackage(DOMAIN).and()
            .resideOutsideOfPackage("dev.dust.engine..").should().callMethodWhere(acts());

    @ArchTest
    static final ArchRule onlyFacadeAndEngine_knowPortsThatAct = noClasses().that().resideInAnyPackage(DOMAIN).and()
            .resideOutsideOfPackages("dev.dust", "dev.dust.engine..").should().dependOnClassesThat()
            .belongToAnyOf(Cache.class, StoreCache.class, Transport.class, Time.class);

    @ArchTest
    static final ArchRule core_hasNoThreadClockRandomOrIo = noClasses().that().resideInAnyPackage(CORE).should()
            .dependOnClassesThat(resideInAnyPackage("java.util.concurrent..", "java.util.random..", "java.io..", "java.nio..",
                    "java.net..", "java.security..")
                    .or(describe("are threads, clocks or random sources", c -> c.isAssignableTo(Thread.class)
                            || c.isAssignableTo(java.time.Clock.class) || c.isAssignableTo(java.util.Random.class)
                            || c.isEquivalentTo(java.util.UUID.class))));

    @ArchTest
    static final ArchRule core_asksNoClockOfTheSystem = noClasses().that().resideInAnyPackage(CORE).should()
            .callMethodWhere(target(owner(resideInAnyPackage("java.time.."))).and(target(nameMatching("now|systemUTC")))
                    .or(target(owner(describe("is System or Math",
                            c -> c.isEquivalentTo(System.class) || c.isEquivalentTo(Math.class))))
                            .and(target(nameMatching("nanoTime|currentTimeMillis|random")))));

    @ArchTest
    static final ArchRule core_locksNothing = methods().that().areDeclaredInClassesThat().resideInAnyPackage(CORE)
            .should().notHaveModifier(JavaModifier.SYNCHRONIZED);

    private static final Set<String> GENERATED = Set.of("dev.dust.adapter.postgres.schema", "dev.dust.server.postgres.schema");

    @ArchTest
    static final ArchRule packages_haveNoCycles = slices().assignedFrom(new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
            String name = javaClass.getPackageName();
            // What jOOQ generates for a schema hangs together both ways: one slice.
            return SliceIdentifier.of(GENERATED.stream().filter(name::startsWith).findAny().orElse(name));
        }

        @Override
        public String getDescription() {
            return "each package of every module";
        }
    }).should().beFreeOfCycles();

    private static ArchRule adapter(String own, String... libraries) {
        return classes().that().resideInAPackage(own).should()
                .onlyDependOnClassesThat(resideInAnyPackage(and(and(PORTS, libraries), own, JDK, NULLNESS, GUICE)));
    }

    private static DescribedPredicate<JavaClass> areTrials() {
        return JavaClass.Predicates
                .belongToAnyOf(ConformanceCommand.class, SimulateCommand.class, ChaosCommand.class, Testkit.class)
                .or(JavaClass.Predicates.resideInAPackage("dev.dust.cli.chaos")).as("are trials");
    }

    private static DescribedPredicate<JavaCall<?>> acts() {
        return calls(Transport.class, "connect").or(calls(Transport.Connection.class, ".*")).or(calls(StoreCache.class, ".*"))
                .or(calls(Cache.class, "open")).or(calls(Time.class, "schedule")).as("makes a port act");
    }

    private static DescribedPredicate<JavaCall<?>> calls(Class<?> port, String methods) {
        return target(owner(JavaClass.Predicates.assignableTo(port))).and(target(nameMatching(methods)));
    }

    private static String[] and(String[] some, String... others) {
        var all = new TreeSet<>(Set.of(some));
        all.addAll(Set.of(others));
        return all.toArray(String[]::new);
    }
}
