package dev.dust.server.node;

import dev.dust.server.ServerOptions;
import dev.dust.server.access.Access;
import dev.dust.server.file.ContentStore;
import dev.dust.server.frame.Format;
import dev.dust.server.frame.Frame;
import dev.dust.server.ledger.Event;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.Dialect;
import dev.dust.value.MapValue;
import org.jspecify.annotations.Nullable;

/**
 * What a server does at its edge where servers differ: who may come in, how frames are read and written, and what is answered
 * where the protocol leaves it open. Its stores' rules are its {@link Dialect}. Stateless.
 */
public interface Mode {
    /** This project's own server: it keeps the protocol to the letter, refuses what it cannot do, and stays. */
    Mode OWN = new OwnMode();
    /** The public server. */
    Mode HOSTED = new HostedMode();

    /** That of a server of these options. */
    static Mode of(ServerOptions options) {
        return options.hosted() ? HOSTED : OWN;
    }

    /** Whose rules its stores obey. */
    Dialect dialect();

    /**
     * Reads a message of {@code client}'s that came as {@code format} is sent.
     *
     * @throws UnreadableFrame if it cannot be read; what that ends, it says
     */
    Frame read(Client client, Format format, byte[] message) throws UnreadableFrame;

    /** Whether a join makes a store that is missing, where no stores are given. */
    boolean makesStores();

    /** The store that has {@code name} for its id, or null. */
    @Nullable
    StoreHost withId(Stores stores, String name);

    /** The store that {@code name} names for one who joins, or null if there is none; refuses what is no name. */
    @Nullable
    StoreHost find(Stores stores, String name);

    /** How far a client says that it is when it joins. */
    long lastSeq(MapValue join);

    /** What the answer to a join says of the server itself. */
    MapValue welcome(ContentStore files);

    /** Whether who has nothing can be sent the rows in place of a long history (docs/protocol.md#rows-in-place). */
    boolean offersRows();

    /** Whether who joins can ask that his device's memberships on other connections end (docs/protocol.md#takeover). */
    boolean offersTakeover();

    /** Whether pushes are taken in their turn alone that ask for it (docs/protocol.md#in-turn). */
    boolean promisesTurns();

    /** Whether it gives out a part of a content to whoever asks for one, and not all of it. */
    boolean givesParts();

    /** Whether browsers are told to show no content as a page of this server's origin. */
    boolean isolatesFiles();

    /** Whether contents may be uploaded before the op that names them. */
    boolean takesUploads();

    /** Whether entries are read and written over HTTP, too (docs/http-api.md). */
    boolean hasHttpApi();

    /** Answers a push that no server knows. */
    MapValue unknownEvent(String event);

    /** What {@code status} says of a store beside what the store says. */
    MapValue status(StoreHost host);

    /** How an answer to {@code status} is sent. */
    Outgoing statusReply(Frame reply);

    /** How an event of a catch-up is sent to a client of that format. */
    Outgoing caughtUp(Event event, Frame frame, Runnable afterwards);

    /** Whether an event of a catch-up has a form in that format. */
    boolean canCatchUp(Format format, Event event);

    /** Whether {@code payload}, of a live event or a snapshot, has a form in that format. */
    boolean canSend(Format format, MapValue payload);

    /** What a client is told that may write again in {@code millis}. */
    long retryAfterMillis(long millis);

    /** The end of an archived store for its members. */
    void endArchived(StoreHost host);

    /** The status that the download of a file is answered with: 200, or why not. {@code blob} is null if nobody has put it. */
    int download(Stores stores, Access access, String hash, Blobs.@Nullable Blob blob);
}
