package dev.dust.server.node;

import dev.dust.server.access.Access;
import dev.dust.server.file.ContentStore;
import dev.dust.server.frame.Format;
import dev.dust.server.frame.Frame;
import dev.dust.server.frame.MessagePackHead;
import dev.dust.server.frame.TermFrame;
import dev.dust.server.ledger.Event;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.Crash;
import dev.dust.server.rules.Dialect;
import dev.dust.server.rules.NativeTerms;
import dev.dust.server.rules.Refusal;
import dev.dust.server.rules.StoreRules;
import dev.dust.value.IntValue;
import dev.dust.value.MapValue;
import dev.dust.value.Value;
import java.net.HttpURLConnection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What the public server does. */
final class HostedMode implements Mode {
    private static final String JOIN_CRASHED = "join crashed";
    private static final String EXPIRES_AT = "expires_at";

    @Override
    public Dialect dialect() {
        return Dialect.HOSTED;
    }

    /**
     * Text is JSON on any connection. A payload that holds what MessagePack has no common form for (an extension, and so an
     * integer beyond 64 bits) crashes the channel.
     */
    @Override
    public Frame read(Client client, Format format, byte[] message) throws UnreadableFrame {
        if (format == Format.MESSAGE_PACK && client.format() == Format.JSON) {
            throw new UnreadableFrame(CloseCode.BAD_DATA, "this connection speaks JSON", null);
        }
        Frame head = format == Format.MESSAGE_PACK ? MessagePackHead.of(message) : null;
        try {
            Frame frame = format.decode(message);
            if (head == null || NativeTerms.packs(frame.payload())) {
                return frame;
            }
        } catch (IllegalArgumentException e) {
            if (head == null) {
                throw new UnreadableFrame(CloseCode.BAD_PAYLOAD, "this is no frame", e);
            }
            throw new UnreadableFrame.Payload(CloseCode.BAD_PAYLOAD, "the payload cannot be read", e, head);
        }
        throw new UnreadableFrame.Payload(CloseCode.BAD_PAYLOAD, "the payload holds an extension", null, head);
    }

    @Override
    public boolean makesStores() {
        return false;
    }

    @Override
    public @Nullable StoreHost withId(Stores stores, String name) {
        return stores.withId(name);
    }

    /** An archived store is not to be found by its name. */
    @Override
    public @Nullable StoreHost find(Stores stores, String name) {
        if (!Stores.isName(name)) {
            throw Refusal.of(JOIN_CRASHED);
        }
        StoreHost host = stores.find(name);
        return host == null || host.isArchived() ? null : host;
    }

    @Override
    public long lastSeq(MapValue join) {
        if (join.get("last_store_seq") instanceof IntValue seq && seq.isLong()) {
            return seq.longValue();
        }
        throw Refusal.of(JOIN_CRASHED);
    }

    @Override
    public MapValue welcome(ContentStore files) {
        return MapValue.EMPTY;
    }

    @Override
    public boolean offersRows() {
        return false;
    }

    @Override
    public boolean offersTakeover() {
        return false;
    }

    @Override
    public boolean promisesTurns() {
        return false;
    }

    @Override
    public boolean givesParts() {
        return false;
    }

    @Override
    public boolean isolatesFiles() {
        return false;
    }

    @Override
    public boolean takesUploads() {
        return false;
    }

    @Override
    public boolean hasHttpApi() {
        return false;
    }

    @Override
    public MapValue unknownEvent(String event) {
        throw new Crash("an unknown event");
    }

    @Override
    public MapValue status(StoreHost host) {
        return Replies.map(EXPIRES_AT, host.expiresAt());
    }

    @Override
    public Outgoing statusReply(Frame reply) {
        return new Outgoing(reply, Outgoing.NOTHING, format -> TermFrame.ofReply(reply, EXPIRES_AT).encode(format));
    }

    @Override
    public Outgoing caughtUp(Event event, Frame frame, Runnable afterwards) {
        Value inJson = NativeTerms.inJson(event);
        return new Outgoing(frame, afterwards,
                format -> TermFrame.ofEvent(frame, inJson, NativeTerms.hasMembers(event)).encode(format));
    }

    @Override
    public boolean canCatchUp(Format format, Event event) {
        return format == Format.JSON || NativeTerms.packs(event);
    }

    @Override
    public boolean canSend(Format format, MapValue payload) {
        return format == Format.JSON || NativeTerms.packs(payload);
    }

    @Override
    public long retryAfterMillis(long millis) {
        return TimeUnit.MINUTES.toMillis(1);
    }

    /** Members by name are told, and stay members. */
    @Override
    public void endArchived(StoreHost host) {
        host.tellMembers("phx_close");
    }

    /** Who may read a row that names the file may have it; nobody is told whether there is one. */
    @Override
    public int download(Stores stores, Access access, String hash, Blobs.@Nullable Blob blob) {
        boolean named = blob != null && stores.names().stream().filter(access::opens).map(stores::find)
                .anyMatch(host -> StoreRules.namesFile(host.ledger(), hash));
        return named ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_FORBIDDEN;
    }
}
