package dev.dust.codec;

/** The formats that Dust speaks. Immutable. */
public interface Codecs {

    /** JSON text in UTF-8. */
    ValueCodec json();

    /** MessagePack. */
    ValueCodec messagePack();

    /** Objects to and from values. */
    ObjectCodec objects();
}
