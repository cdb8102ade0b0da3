package dev.dust.server;

import dev.dust.server.access.Access;
import dev.dust.server.access.TokenRegistry;
import dev.dust.server.ledger.Ledger;
import dev.dust.server.ledger.LedgerException;
import dev.dust.server.ledger.Snapshot;
import dev.dust.server.ledger.StoreLedger;
import dev.dust.server.memory.MemoryLedger;
import dev.dust.server.rules.Dialect;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A ledger that several servers have, one of which may be told late, or not be answered. */
public final class UnrulyLedger {
    private final MemoryLedger truth = new MemoryLedger(System::currentTimeMillis, Dialect.OWN::changesOf);
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final Set<String> failingOnce = ConcurrentHashMap.newKeySet();
    private final AtomicInteger followers = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private volatile Function<String, LedgerException> failure = message -> new LedgerException.Unavailable(message, null);
    private final AtomicInteger hanging = new AtomicInteger();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private volatile String hangingMethod = "";
    private final Semaphore gate = new Semaphore(0);
    private final AtomicInteger atTheGate = new AtomicInteger();
    private volatile String gated = "";
    private volatile @Nullable Thread writer;
    private volatile boolean silent;
    private volatile boolean hasTokens;
    private volatile int snapshotRows = Integer.MAX_VALUE;

    /** As one server has it. */
    public Ledger ofServer() {
        return proxy(Ledger.class, (method, args) -> switch (method.getName()) {
            case "find", "make" -> {
                check(method);
                StoreLedger found = (StoreLedger) invoke(truth, method, args);
                yield found == null ? null : proxy(StoreLedger.class, (called, with) -> call(found, called, with));
            }
            case "requireWritable" -> {
                check(method);
                yield null;
            }
            case "tokens" -> hasTokens ? proxy(TokenRegistry.class, this::ofTokens) : invoke(truth, method, args);
            case "close" -> closed.incrementAndGet();
            default -> invoke(truth, method, args);
        });
    }

    private Object ofTokens(Method method, Object[] args) throws InterruptedException {
        check(method);
        return switch (method.getName()) {
            case "accessOf" -> Access.all();
            case "ended" -> Set.of();
            case "isEmpty" -> false;
            default -> throw new UnsupportedOperationException(method.getName());
        };
    }

    private Object call(StoreLedger store, Method method, Object[] args) throws Throwable {
        check(method);
        if (method.getName().equals("snapshot")) {
            return breaking((Snapshot) invoke(store, method, args), snapshotRows);
        }
        if (method.getName().equals("write")) {
            Object outcomes = invoke(store, method, args);
            writer = Thread.currentThread();
            return outcomes;
        }
        if (!method.getName().equals("follow")) {
            return invoke(store, method, args);
        }
        followers.incrementAndGet();
        StoreLedger.Following following = silent ? () -> {
        } : store.follow((StoreLedger.Follower) args[0]);
        return (StoreLedger.Following) () -> {
            followers.decrementAndGet();
            following.end();
        };
    }

    private Snapshot breaking(Snapshot whole, int rows) {
        var told = new AtomicInteger();
        return proxy(Snapshot.class, (method, args) -> method.getName().equals("rows") ? whole.rows().peek(row -> {
            if (told.incrementAndGet() > rows) {
                throw failure.apply("the ledger is away, on purpose: row " + told);
            }
        }) : invoke(whole, method, args));
    }

    private void check(Method method) throws InterruptedException {
        if (method.getName().equals(hangingMethod)) {
            hanging.incrementAndGet();
            goOn.await();
        }
        if (method.getName().equals(gated)) {
            atTheGate.incrementAndGet();
            gate.acquire();
        }
        if (failingOnce.remove(method.getName()) || failing.contains(method.getName())) {
            throw failure.apply("the ledger is away, on purpose: " + method.getName());
        }
    }

    /** Servers that start now find tokens with it: any. */
    UnrulyLedger withTokens() {
        hasTokens = true;
        return this;
    }

    /** The store as it is. */
    StoreLedger truth(String store) {
        return truth.make(store);
    }

    /** All stores as they are. */
    MemoryLedger truth() {
        return truth;
    }

    /** From now on this method does not return before {@link #goOn}. */
    void hangIn(String method) {
        hangingMethod = method;
    }

    /** How many calls have hung so far. */
    int hanging() {
        return hanging.get();
    }

    /** From now on calls of this method are {@link #letThrough} one by one. */
    void gate(String method) {
        gated = method;
    }

    /** How many calls have come to the gate so far. */
    int atTheGate() {
        return atTheGate.get();
    }

    /** One more call passes the gate. */
    void letThrough() {
        gate.release();
    }

    /** Returns once the thread that has committed the last write waits for something: for others who have the store. */
    void awaitWriterWaits() {
        Thread last = writer;
        while (last == null || last.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
            last = writer;
        }
    }

    void goOn() {
        gated = "";
        gate.release(Short.MAX_VALUE);
        hangingMethod = "";
        goOn.countDown();
    }

    /** Whoever begins to follow a store now is told nothing. */
    void tellNobody() {
        silent = true;
    }

    /** From now on these methods of stores fail. */
    void fail(String... methods) {
        failing.addAll(Set.of(methods));
    }

    /** The next call of this method fails. */
    public void failOnce(String method) {
        failingOnce.add(method);
    }

    /** From now on no more than so many rows of a snapshot can be read. */
    void breakSnapshotsAfter(int rows) {
        snapshotRows = rows;
    }

    /** What fails from now on is refused for what it is. */
    void failForGood() {
        failure = message -> new LedgerException.Refused(message, null);
    }

    /** From now on nobody can tell what becomes of what fails. */
    void failInDoubt() {
        failure = message -> new LedgerException.InDoubt(message, null);
    }

    void failNoMore() {
        failing.clear();
    }

    /** How many servers follow a store. */
    int followers() {
        return followers.get();
    }

    /** How often a server has closed it. */
    int closed() {
        return closed.get();
    }

    private interface Calls {
        Object on(Method method, Object[] args) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Calls calls) {
        return type.cast(Proxy.newProxyInstance(UnrulyLedger.class.getClassLoader(), new Class<?>[]{type},
                (proxy, method, args) -> calls.on(method, args)));
    }

    private static Object invoke(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
