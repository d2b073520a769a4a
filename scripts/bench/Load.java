import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Loads one server on loopback: the same program for both sides of a comparison, one thread, any number of connections.
 *
 * <pre>
 * java Load.java KIND port=N [connections=16] [seconds=4] [url=…] [count=N] [size=N] [service=…] [rate=N]
 *   http     GET of url, a path or, to a proxy, a whole URL
 *   reqmod   ICAP REQMOD of a GET of url
 *   respmod  ICAP RESPMOD of a response of size bytes with a preview of 1 KiB, each with bytes of its own
 *   ttfb     GET of url, one after the other; the time to the first byte
 *   slow     as reqmod, each connection reading rate bytes a second and no more
 * With requests=N it ends after so many.
 * </pre>
 *
 * {@code {n}} in a URL becomes a number from 1 to count, another one each time. Prints {@code name=value} words.
 */
public final class Load {
    private static final int PREVIEW = 1024;
    private static final int CHUNK = 65_535;
    private static final int MAX_SAMPLES = 1_000_000;

    private final Map<String, String> options = new HashMap<>();
    private final Random random = new Random(7);
    private final ByteBuffer in = ByteBuffer.allocateDirect(1 << 18);
    private final long[] samples = new long[MAX_SAMPLES];
    private final String kind;
    private ByteBuffer body = ByteBuffer.allocate(0);
    private long serial = System.nanoTime();
    private long requests;
    private long passed;
    private long bytes;
    private long errors;

    private Load(String kind) {
        this.kind = kind;
    }

    public static void main(String[] args) throws IOException {
        Load load = new Load(args[0]);
        for (String option : Arrays.asList(args).subList(1, args.length)) {
            int equals = option.indexOf('=');
            load.options.put(option.substring(0, equals), option.substring(equals + 1));
        }
        switch (load.kind) {
            case "http", "reqmod", "respmod" -> load.run();
            case "ttfb" -> load.timeToFirstByte();
            case "slow" -> load.slow();
            default -> throw new IllegalArgumentException(load.kind);
        }
    }

    private int number(String name, int otherwise) {
        return Integer.parseInt(options.getOrDefault(name, Integer.toString(otherwise)));
    }

    private String url() {
        String url = options.get("url");
        int count = number("count", 0);
        String n = Long.toString(count == 0 ? ++serial : 1 + random.nextInt(count));
        return url.replace("{n}", n);
    }

    private SocketChannel connect(boolean blocking) throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", number("port", 0)));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(blocking);
        return channel;
    }

    private void run() throws IOException {
        if (kind.equals("respmod")) {
            body = framedBody(number("size", 1 << 20));
        }
        Selector selector = Selector.open();
        for (int i = 0; i < number("connections", 16); i++) {
            new Connection(selector).begin();
        }
        long began = System.nanoTime();
        long end = began + number("seconds", 4) * 1_000_000_000L;
        long now = began;
        long enough = number("requests", Integer.MAX_VALUE);
        while (now < end && requests < enough) {
            selector.select(100);
            for (SelectionKey key : selector.selectedKeys()) {
                ((Connection) key.attachment()).ready(key);
            }
            selector.selectedKeys().clear();
            now = System.nanoTime();
        }
        double seconds = (now - began) / 1e9;
        int sampled = (int) Math.min(requests, MAX_SAMPLES);
        Arrays.sort(samples, 0, sampled);
        System.out.printf(
                Locale.ROOT,
                "rps=%.1f MBps=%.1f p50us=%.1f requests=%d passed=%d errors=%d%n",
                requests / seconds,
                bytes / seconds / 1e6,
                sampled == 0 ? 0 : samples[sampled / 2] / 1e3,
                requests,
                passed,
                errors);
    }

    /** What follows a preview, as chunks. */
    private static ByteBuffer framedBody(int size) {
        ByteBuffer framed = ByteBuffer.allocateDirect(size + size / CHUNK * 10 + 64);
        byte[] noise = new byte[CHUNK];
        new Random(1).nextBytes(noise);
        for (int left = size - PREVIEW; left > 0; left -= CHUNK) {
            int length = Math.min(left, CHUNK);
            framed.put(ascii(Integer.toHexString(length) + "\r\n")).put(noise, 0, length).put(ascii("\r\n"));
        }
        return framed.put(ascii("0\r\n\r\n")).flip();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private byte[] request() {
        String url = url();
        if (kind.equals("http") || kind.equals("ttfb")) {
            return ascii("GET " + url + " HTTP/1.1\r\nHost: 127.0.0.1:" + options.get("port") + "\r\n\r\n");
        }
        String http = "GET " + url + " HTTP/1.1\r\nHost: mirror.example\r\nUser-Agent: load\r\nAccept: */*\r\n\r\n";
        String service = options.getOrDefault("service", kind.equals("respmod") ? "respmod" : "reqmod");
        String method = kind.equals("respmod") ? "RESPMOD" : "REQMOD";
        String icap = method + " icap://127.0.0.1/" + service + " ICAP/1.0\r\nHost: 127.0.0.1\r\nAllow: 204\r\n";
        if (!kind.equals("respmod")) {
            String sections = "Encapsulated: req-hdr=0, null-body=" + http.length();
            return ascii(icap + "Preview: 0\r\n" + sections + "\r\n\r\n" + http);
        }
        String answer = "HTTP/1.1 200 OK\r\nContent-Type: application/x-debian-package\r\nContent-Length: "
                + number("size", 1 << 20) + "\r\nDate: Tue, 03 Feb 2026 04:05:06 GMT\r\n\r\n";
        ByteBuffer preview = ByteBuffer.allocate(PREVIEW);
        preview.put(ascii("!<arch>\ndebian-binary   ")).putLong(++serial);
        byte[] head = ascii(icap + "Preview: " + PREVIEW + "\r\nEncapsulated: req-hdr=0, res-hdr=" + http.length()
                + ", res-body=" + (http.length() + answer.length()) + "\r\n\r\n" + http + answer
                + Integer.toHexString(PREVIEW) + "\r\n");
        return ByteBuffer.allocate(head.length + PREVIEW + 7)
                .put(head)
                .put(preview.array())
                .put(ascii("\r\n0\r\n\r\n"))
                .array();
    }

    private enum State {
        HEAD,
        SKIP,
        CHUNK_LINE,
        CHUNK,
        IDLE
    }

    /** One connection with one exchange at a time. */
    private final class Connection {
        private final Selector selector;
        private final Deque<ByteBuffer> out = new ArrayDeque<>();
        private final StringBuilder line = new StringBuilder();
        private SocketChannel channel;
        private SelectionKey key;
        private State state = State.IDLE;
        private boolean chunked;
        private boolean lastChunk;
        private boolean closes;
        private long skip;
        private long began;

        private Connection(Selector selector) {
            this.selector = selector;
        }

        void begin() throws IOException {
            if (channel == null) {
                channel = connect(false);
                key = channel.register(selector, SelectionKey.OP_READ, this);
            }
            state = State.HEAD;
            closes = false;
            line.setLength(0);
            began = System.nanoTime();
            out.add(ByteBuffer.wrap(request()));
            write();
        }

        void ready(SelectionKey selected) throws IOException {
            try {
                if (selected.isValid() && selected.isWritable()) {
                    write();
                }
                if (selected.isValid() && selected.isReadable()) {
                    read();
                }
            } catch (IOException e) {
                reopen(true);
            }
        }

        private void write() throws IOException {
            while (!out.isEmpty()) {
                channel.write(out.peek());
                if (out.peek().hasRemaining()) {
                    key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                    return;
                }
                out.poll();
            }
            key.interestOps(SelectionKey.OP_READ);
        }

        private void reopen(boolean failed) throws IOException {
            errors += failed ? 1 : 0;
            channel.close();
            channel = null;
            out.clear();
            begin();
        }

        private void read() throws IOException {
            int count = channel.read(in.clear());
            if (count < 0) {
                reopen(true);
                return;
            }
            bytes += count;
            in.flip();
            while (in.hasRemaining() && state != State.IDLE) {
                switch (state) {
                    case HEAD -> head();
                    case SKIP -> skip();
                    case CHUNK_LINE -> chunkLine();
                    case CHUNK -> chunk();
                    case IDLE -> throw new IllegalStateException();
                }
            }
        }

        private void head() throws IOException {
            while (in.hasRemaining()) {
                line.append((char) in.get());
                int length = line.length();
                if (line.charAt(length - 1) == '\n' && length >= 4 && line.charAt(length - 3) == '\n') {
                    String head = line.toString();
                    line.setLength(0);
                    onHead(head);
                    return;
                }
            }
        }

        private void onHead(String head) throws IOException {
            String status = head.substring(9, 12);
            closes = head.toLowerCase(Locale.ROOT).contains("connection: close");
            if (status.equals("100")) {
                out.add(body.duplicate());
                write();
            } else if (kind.equals("http")) {
                errors += status.equals("200") ? 0 : 1;
                skip = field(head, "content-length: ");
                chunked = false;
                proceed();
            } else if (status.equals("204")) {
                passed++;
                done();
            } else {
                errors += status.equals("200") ? 0 : 1;
                chunked = !head.contains("null-body");
                skip = Long.parseLong(head.substring(
                        head.lastIndexOf('=', head.indexOf("\r\n", head.indexOf("Encapsulated:"))) + 1,
                        head.indexOf("\r\n", head.indexOf("Encapsulated:"))));
                proceed();
            }
        }

        private void proceed() throws IOException {
            state = State.SKIP;
            if (skip == 0) {
                skipped();
            }
        }

        private static long field(String head, String name) {
            int at = head.toLowerCase(Locale.ROOT).indexOf(name);
            return at < 0 ? 0 : Long.parseLong(head.substring(at + name.length(), head.indexOf('\r', at)));
        }

        private void skip() throws IOException {
            int step = (int) Math.min(skip, in.remaining());
            in.position(in.position() + step);
            skip -= step;
            if (skip == 0) {
                skipped();
            }
        }

        private void skipped() throws IOException {
            if (chunked) {
                state = State.CHUNK_LINE;
            } else {
                done();
            }
        }

        private void chunkLine() {
            while (in.hasRemaining()) {
                char c = (char) in.get();
                line.append(c);
                if (c == '\n') {
                    long size = Long.parseLong(line.toString().trim(), 16);
                    lastChunk = size == 0;
                    skip = size + 2;
                    state = State.CHUNK;
                    line.setLength(0);
                    return;
                }
            }
        }

        private void chunk() throws IOException {
            int step = (int) Math.min(skip, in.remaining());
            in.position(in.position() + step);
            skip -= step;
            if (skip == 0 && lastChunk) {
                done();
            } else if (skip == 0) {
                state = State.CHUNK_LINE;
            }
        }

        private void done() throws IOException {
            if (requests < MAX_SAMPLES) {
                samples[(int) requests] = System.nanoTime() - began;
            }
            requests++;
            state = State.IDLE;
            if (closes) {
                reopen(false);
            } else {
                begin();
            }
        }
    }

    private void timeToFirstByte() throws IOException {
        long end = System.nanoTime() + number("seconds", 4) * 1_000_000_000L;
        SocketChannel channel = connect(true);
        int count = 0;
        while (System.nanoTime() < end && count < MAX_SAMPLES) {
            ByteBuffer request = ByteBuffer.wrap(request());
            long began = System.nanoTime();
            channel.write(request);
            int read = channel.read(in.clear());
            samples[count++] = System.nanoTime() - began;
            String head = StandardCharsets.ISO_8859_1.decode(in.flip()).toString();
            long left = Connection.field(head, "content-length: ") + head.indexOf("\r\n\r\n") + 4 - read;
            while (left > 0) {
                left -= channel.read(in.clear());
            }
            if (head.toLowerCase(Locale.ROOT).contains("connection: close")) {
                channel.close();
                channel = connect(true);
            }
        }
        channel.close();
        Arrays.sort(samples, 0, count);
        System.out.printf(Locale.ROOT, "p50us=%.1f p99us=%.1f requests=%d%n", samples[count / 2] / 1e3,
                samples[count * 99 / 100] / 1e3, count);
    }

    private void slow() throws IOException {
        SocketChannel[] channels = new SocketChannel[number("connections", 500)];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = connect(true);
            channels[i].write(ByteBuffer.wrap(request()));
            channels[i].configureBlocking(false);
        }
        ByteBuffer little = ByteBuffer.allocateDirect(number("rate", 1 << 16) / 10);
        long end = System.nanoTime() + number("seconds", 4) * 1_000_000_000L;
        long next = System.nanoTime();
        while (System.nanoTime() < end) {
            for (SocketChannel channel : channels) {
                bytes += Math.max(0, channel.read(little.clear()));
            }
            next += 100_000_000L;
            while (System.nanoTime() < next) {
                Thread.onSpinWait();
            }
        }
        System.out.printf(Locale.ROOT, "connections=%d bytes=%d%n", channels.length, bytes);
    }
}
