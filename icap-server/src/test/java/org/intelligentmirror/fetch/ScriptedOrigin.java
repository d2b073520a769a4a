package org.intelligentmirror.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An origin or a proxy on loopback that reads one head on each connection and then does what its script says. */
final class ScriptedOrigin implements AutoCloseable {
    /** What one connection does; the connection is closed when it returns. */
    @FunctionalInterface
    interface Script {
        void play(Visit visit) throws IOException, InterruptedException;
    }

    /**
     * One connection.
     *
     * @param head the request, its lines joined by LF
     * @param number how many connections came before
     */
    record Visit(String head, int number, InputStream in, OutputStream out, Socket socket) {
        Visit send(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return this;
        }

        /** Stands still until the peer or the test gives up. */
        void hang() throws IOException {
            while (in.read() >= 0) {
                // The peer has nothing to say.
            }
        }

        /** Ends with a reset instead of an end. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private final ServerSocket listener;
    private final Script script;
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private int visits;

    ScriptedOrigin(Script script) {
        this(script, new Listen() {});
    }

    /** How to listen. */
    interface Listen {
        default ServerSocket open() throws IOException {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        }
    }

    ScriptedOrigin(Script script, Listen listen) {
        this.script = script;
        try {
            listener = listen.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept, "scripted-origin");
    }

    private static void daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                int number = visits++;
                daemon(() -> serve(socket, number), "scripted-origin-visit");
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String head = readHead(in);
            heads.add(head);
            script.play(new Visit(head, number, in, socket.getOutputStream(), socket));
        } catch (IOException | InterruptedException e) {
            // The peer went away, as some tests want it.
        } finally {
            open.remove(socket);
        }
    }

    static String readHead(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no head");
            }
            head.append((char) next);
        }
        return head.toString().replace("\r\n", "\n").stripTrailing();
    }

    int port() {
        return listener.getLocalPort();
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** The heads so far, oldest first. */
    List<String> heads() {
        return heads;
    }

    /** Connections open now. */
    int connections() {
        return open.size();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
