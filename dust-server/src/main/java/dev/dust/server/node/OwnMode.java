package dev.dust.server.node;

import dev.dust.server.access.Access;
import dev.dust.server.file.ContentStore;
import dev.dust.server.frame.Format;
import dev.dust.server.frame.Frame;
import dev.dust.server.ledger.Event;
import dev.dust.server.rules.Blobs;
import dev.dust.server.rules.Dialect;
import dev.dust.server.rules.Refusal;
import dev.dust.server.rules.Wire;
import dev.dust.value.MapValue;
import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;

/** What this project's own server does. */
final class OwnMode implements Mode {

    @Override
    public Dialect dialect() {
        return Dialect.OWN;
    }

    @Override
    public Frame read(Client client, Format format, byte[] message) throws UnreadableFrame {
        if (format != client.format()) {
            throw new UnreadableFrame(CloseCode.BAD_DATA, "this connection speaks " + client.format(), null);
        }
        try {
            return format.decode(message);
        } catch (IllegalArgumentException e) {
            throw new UnreadableFrame(CloseCode.BAD_PAYLOAD, "this is no frame", e);
        }
    }

    @Override
    public boolean makesStores() {
        return true;
    }

    /** Stores have no ids beside their names. */
    @Override
    public @Nullable StoreHost withId(Stores stores, String name) {
        return null;
    }

    @Override
    public @Nullable StoreHost find(Stores stores, String name) {
        return stores.find(name);
    }

    @Override
    public long lastSeq(MapValue join) {
        if (!Wire.has(join, "last_store_seq")) {
            return 0;
        }
        Long lastSeq = Wire.integer(join.get("last_store_seq"));
        if (lastSeq == null || lastSeq < 0) {
            throw Refusal.of("invalid last_store_seq");
        }
        return lastSeq;
    }

    @Override
    public MapValue welcome(ContentStore files) {
        MapValue promise = Replies.map("idempotent_ops", true, "pushes_in_turn", true);
        return files.maxBytes() == 0
                ? promise
                : Replies.joined(promise, Replies.map("file_uploads", Replies.map("max_bytes", files.maxBytes())));
    }

    @Override
    public boolean offersRows() {
        return true;
    }

    @Override
    public boolean offersTakeover() {
        return true;
    }

    @Override
    public boolean promisesTurns() {
        return true;
    }

    @Override
    public boolean givesParts() {
        return true;
    }

    @Override
    public boolean isolatesFiles() {
        return true;
    }

    @Override
    public boolean takesUploads() {
        return true;
    }

    @Override
    public boolean hasHttpApi() {
        return true;
    }

    @Override
    public MapValue unknownEvent(String event) {
        return Replies.error("unknown event");
    }

    @Override
    public MapValue status(StoreHost host) {
        return MapValue.EMPTY;
    }

    @Override
    public Outgoing statusReply(Frame reply) {
        return new Outgoing(reply);
    }

    @Override
    public Outgoing caughtUp(Event event, Frame frame, Runnable afterwards) {
        return new Outgoing(frame, afterwards);
    }

    @Override
    public boolean canCatchUp(Format format, Event event) {
        return true;
    }

    @Override
    public boolean canSend(Format format, MapValue payload) {
        return true;
    }

    @Override
    public long retryAfterMillis(long millis) {
        return millis;
    }

    @Override
    public void endArchived(StoreHost host) {
        host.endMemberships("phx_close");
    }

    @Override
    public int download(Stores stores, Access access, String hash, Blobs.@Nullable Blob blob) {
        if (blob == null) {
            return HttpURLConnection.HTTP_NOT_FOUND;
        }
        return blob.stores().stream().anyMatch(access::opens) ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_FORBIDDEN;
    }
}
