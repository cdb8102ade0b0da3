package dev.dust.value;

import java.util.LinkedHashMap;
import java.util.Objects;

/**
 * A reference to a file that the server keeps (docs/protocol.md#files). It names the content by its hash; the bytes are fetched
 * apart. Fields that a later protocol adds are kept.
 */
public final class FileRef implements TypedValue {
    private final MapValue wire;
    private final String hash;
    private final long size;

    FileRef(MapValue wire, String hash, long size) {
        this.wire = wire;
        this.hash = hash;
        this.size = size;
    }

    /**
     * A reference to a file.
     *
     * @param hash        {@code sha256:<hex>}, not null
     * @param size        in bytes, not negative
     * @param contentType the media type, or null
     * @param filename    the name it was stored under, or null
     * @param uploadedAt  when it was stored, ISO-8601, or null
     */
    public static FileRef of(String hash, long size, String contentType, String filename, String uploadedAt) {
        Objects.requireNonNull(hash, "hash");
        if (size < 0) {
            throw new IllegalArgumentException("a file of " + size + " bytes");
        }
        var fields = new LinkedHashMap<String, Value>();
        fields.put(TypedForms.TYPE, Value.of(Types.FILE));
        fields.put("hash", Value.of(hash));
        fields.put("size", Value.of(size));
        put(fields, "content_type", contentType);
        put(fields, "filename", filename);
        put(fields, "uploaded_at", uploadedAt);
        return new FileRef(MapValue.envelope(fields), hash, size);
    }

    private static void put(LinkedHashMap<String, Value> fields, String key, String text) {
        if (text != null) {
            fields.put(key, Value.of(text));
        }
    }

    /** The content's hash, {@code sha256:<hex>}; never null. */
    public String hash() {
        return hash;
    }

    /** The content's size in bytes. */
    public long size() {
        return size;
    }

    /** The media type, or null if none was given. */
    public String contentType() {
        return TypedForms.text(wire, "content_type");
    }

    /** The name that the file was stored under, or null if none was given. */
    public String filename() {
        return TypedForms.text(wire, "filename");
    }

    /** When the file was stored, ISO-8601, or null if it does not say. */
    public String uploadedAt() {
        return TypedForms.text(wire, "uploaded_at");
    }

    @Override
    public MapValue wire() {
        return wire;
    }

    @Override
    public String type() {
        return Types.FILE;
    }

    @Override
    public boolean isLeaf() {
        return true;
    }

    /** This reference itself. */
    @Override
    public Object toPlain() {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileRef that && wire.equals(that.wire);
    }

    @Override
    public int hashCode() {
        return wire.hashCode();
    }

    @Override
    public String toString() {
        return wire.toString();
    }
}
