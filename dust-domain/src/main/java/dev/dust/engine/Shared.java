package dev.dust.engine;

import dev.dust.sync.RefGenerator;
import dev.dust.transport.ClientMessage;
import java.util.function.ToLongFunction;

/**
 * What the stores of a connection share.
 *
 * @param identity    under which device id they work
 * @param refs        makes refs that are unique on a connection
 * @param solos       who may send what the server may fail on
 * @param sizes       how many bytes a message takes on the wire, see {@link dev.dust.transport.Transport#sizeOf}
 * @param otherFormat has the transport speak another format, if it knows one
 */
record Shared(Identity identity, RefGenerator refs, SoloQueue solos, ToLongFunction<ClientMessage> sizes,
        Runnable otherFormat) {
}
