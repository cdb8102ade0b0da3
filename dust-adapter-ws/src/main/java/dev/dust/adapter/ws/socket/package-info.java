/**
 * What Tyrus runs on here: blocking sockets with two threads each, in place of the containers that come with it. Those let it
 * copy all of a large message that has arrived with each piece that follows, which takes time by the square of its size; they
 * write each message by itself; and they have pools of threads, per connection or one for the JVM, that blocked listeners use
 * up.
 */
@NullMarked
package dev.dust.adapter.ws.socket;

import org.jspecify.annotations.NullMarked;
