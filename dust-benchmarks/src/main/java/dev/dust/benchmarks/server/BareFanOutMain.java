package dev.dust.benchmarks.server;

import dev.dust.benchmarks.socket.Remote;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sockets to which frames are written, and nothing else. Lines: {@code accept N}; {@code send N}, N frames to each socket. */
public final class BareFanOutMain {
    private BareFanOutMain() {
    }

    /** Runs it. */
    public static void main(String[] args) throws Exception {
        try (ServerSocketChannel listening = ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000)) {
            List<SocketChannel> sockets = new ArrayList<>();
            Remote.serve(((InetSocketAddress) listening.getLocalAddress()).getPort(), line -> {
                String[] words = line.split(" ", -1);
                for (int i = 0; i < Integer.parseInt(words[1]); i++) {
                    if (words[0].equals("accept")) {
                        sockets.add(listening.accept());
                    } else {
                        send(sockets);
                    }
                }
                return "done";
            });
        }
    }

    private static void send(List<SocketChannel> sockets) throws Exception {
        ByteBuffer frame = ByteBuffer.wrap(frame());
        for (SocketChannel socket : sockets) {
            socket.write(frame.rewind());
        }
    }

    /** An event of the store as its members hear it, of more than 125 and less than 65,536 bytes. */
    private static byte[] frame() {
        byte[] event = ("[null,null,\"store:bench/store\",\"event\",{\"store_seq\":12345,\"op\":\"set\","
                + "\"path\":\"users/u123/field4\",\"path_segments\":[\"users\",\"u123\",\"field4\"],\"value\":\"value of 1234\","
                + "\"device_id\":\"dev_4fzZ2b0hJmXcJ3aQ\",\"client_op_id\":\"op_4fzZ2b0hJmXcJ3aQ\"}]")
                .getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(4 + event.length).put((byte) 0x81).put((byte) 126).putShort((short) event.length).put(event)
                .array();
    }
}
