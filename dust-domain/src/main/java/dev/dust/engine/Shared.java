package dev.dust.engine;

import dev.dust.sync.RefGenerator;
import dev.dust.transport.Transport;

/**
 * What the stores of a connection share.
 *
 * @param identity    under which device id they work
 * @param refs        makes refs that are unique on a connection
 * @param solos       who may send what the server may fail on
 * @param transport   the way to the server
 * @param otherFormat has the transport speak another format, if it knows one
 */
record Shared(Identity identity, RefGenerator refs, SoloQueue solos, Transport transport,
        Runnable otherFormat) {
}
