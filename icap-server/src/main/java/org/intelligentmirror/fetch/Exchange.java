package org.intelligentmirror.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.intelligentmirror.origin.FetchEnd;
import org.jspecify.annotations.Nullable;

/**
 * One connection, one request, one answer. The order's thread uses it; its line, when cut, and its deadline sever it
 * from other threads. What went wrong comes out as a {@link FetchFault} and as nothing else.
 */
final class Exchange implements Closeable {
    /** The library refuses what reaches its bounds, and counts a line's CR. */
    private static final Http1Config CONFIG = Http1Config.custom()
            .setMaxHeaderCount(FetchLimits.MAX_FIELDS + 1)
            .setMaxLineLength(FetchLimits.MAX_LINE_BYTES + 2)
            .build();

    private static final int FIRST_FINAL = 200;
    private static final int SWITCHING = 101;
    private static final int PROXY_AUTHENTICATION = 407;
    private static final int FIRST_SERVER_ERROR = 500;

    /** Something that talks to a socket. */
    @FunctionalInterface
    private interface Step<T> {
        T run() throws IOException, HttpException;
    }

    private final Connector connector;
    private final Target target;
    private final Line line;
    private final Future<?> deadline;
    private final DefaultBHttpClientConnection http = new DefaultBHttpClientConnection(CONFIG);
    private volatile boolean late;

    /** Guarded by this. */
    private @Nullable Socket socket;

    /** Guarded by this. */
    private boolean closed;

    private Exchange(Connector connector, Target target, Line line) {
        this.connector = connector;
        this.target = target;
        this.line = line;
        this.deadline = connector
                .timer()
                .schedule(this::expire, connector.limits().head().toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Connects to the first of {@code addresses} that answers, through {@code relay}, which is the target itself or the
     * proxy. Blocks.
     */
    static Exchange connect(Connector connector, Target target, Target relay, List<InetAddress> addresses, Line line)
            throws FetchFault {
        Exchange exchange = new Exchange(connector, target, line);
        boolean ready = false;
        try {
            line.hold(exchange::sever);
            exchange.translated(() -> {
                Socket plain = exchange.reach(addresses, relay.port());
                if (!target.isSecure()) {
                    exchange.http.bind(plain);
                } else {
                    if (!relay.equals(target)) {
                        exchange.tunnel(plain);
                    }
                    exchange.http.bind(exchange.secured(plain));
                }
                return exchange;
            });
            ready = true;
            return exchange;
        } finally {
            if (!ready) {
                exchange.close();
            }
        }
    }

    private Socket reach(List<InetAddress> addresses, int port) throws IOException {
        IOException last = new IOException("no address");
        for (InetAddress address : addresses) {
            Socket next = new Socket();
            use(next);
            try {
                next.setTcpNoDelay(true);
                next.connect(new InetSocketAddress(address, port), (int)
                        connector.limits().connect().toMillis());
                next.setSoTimeout((int) connector.limits().idle().toMillis());
                return next;
            } catch (IOException e) {
                next.close();
                last = e;
            }
        }
        throw last;
    }

    /** From now on closing this closes {@code next}. */
    private synchronized void use(Socket next) throws IOException {
        if (closed) {
            next.close();
            throw new IOException("closed");
        }
        socket = next;
    }

    /** RFC 9110 section 9.3.6. The proxy says nothing more before we do, so nothing is lost in its buffer. */
    private void tunnel(Socket plain) throws IOException, HttpException {
        DefaultBHttpClientConnection proxy = new DefaultBHttpClientConnection(CONFIG);
        proxy.bind(plain);
        ClassicHttpRequest connect = new BasicClassicHttpRequest("CONNECT", null, target.authority());
        connect.setHeader("Host", target.authority());
        connector
                .proxy()
                .flatMap(ForwardProxy::authorization)
                .ifPresent(value -> connect.setHeader("Proxy-Authorization", value));
        int status = answerOf(proxy, connect).getCode();
        if (status == PROXY_AUTHENTICATION) {
            throw FetchFault.lasting(FetchEnd.DENIED, "fetch.proxy wants another name or password");
        }
        if (status >= FIRST_SERVER_ERROR) {
            throw FetchFault.passing(FetchEnd.BROKEN, "fetch.proxy cannot reach " + target.authority() + ": " + status);
        }
        if (status >= FIRST_FINAL + 100) {
            throw FetchFault.lasting(FetchEnd.DENIED, "fetch.proxy refuses " + target.authority() + ": " + status);
        }
    }

    /** TLS to the target itself, whose certificate must name its host. */
    private SSLSocket secured(Socket plain) throws IOException {
        SSLSocket secured = (SSLSocket) connector.tls().get().createSocket(plain, target.host(), target.port(), true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    /** Sends {@code request} and reads the head of its answer. Blocks. */
    ClassicHttpResponse ask(ClassicHttpRequest request) throws FetchFault {
        return translated(() -> {
            ClassicHttpResponse answer = answerOf(http, request);
            deadline.cancel(false);
            return answer;
        });
    }

    private static ClassicHttpResponse answerOf(DefaultBHttpClientConnection http, ClassicHttpRequest request)
            throws IOException, HttpException {
        http.sendRequestHeader(request);
        http.flush();
        for (int interim = 0; interim <= FetchLimits.MAX_INTERIM; interim++) {
            ClassicHttpResponse answer = http.receiveResponseHeader();
            if (answer.getCode() >= FIRST_FINAL) {
                return answer;
            }
            if (answer.getCode() == SWITCHING) {
                throw new HttpException("another protocol");
            }
        }
        throw new HttpException("too many interim answers");
    }

    /** The body of an answer, and its length as its framing tells it. */
    Body body(ClassicHttpResponse answer) throws FetchFault {
        return translated(() -> {
            http.receiveResponseEntity(answer);
            HttpEntity entity = answer.getEntity();
            return new Body(entity.getContent(), entity.getContentLength(), entity.isChunked());
        });
    }

    /**
     * A body that arrives.
     *
     * @param length by Content-Length; negative if there is none
     */
    record Body(InputStream bytes, long length, boolean isChunked) {
        /** Whether its end can be told from a connection that broke. */
        boolean isDelimited() {
            return isChunked || length >= 0;
        }
    }

    /** Fills {@code piece} with the next bytes of {@code body}; how many, or -1 at its end. Blocks. */
    int read(Body body, byte[] piece) throws FetchFault {
        return translated(() -> body.bytes().read(piece));
    }

    private <T> T translated(Step<T> step) throws FetchFault {
        try {
            return step.run();
        } catch (FetchFault e) {
            throw e;
        } catch (IOException | HttpException e) {
            line.check();
            String host = target.authority() + ": ";
            if (late) {
                throw FetchFault.passing(FetchEnd.BROKEN, host + "no answer in time");
            }
            if (e instanceof SocketTimeoutException) {
                throw FetchFault.passing(FetchEnd.BROKEN, host + "stands still");
            }
            String what = host + e.getClass().getSimpleName();
            throw e instanceof SSLException
                    ? FetchFault.lasting(FetchEnd.BROKEN, what)
                    : FetchFault.passing(FetchEnd.BROKEN, what);
        }
    }

    private void expire() {
        late = true;
        sever();
    }

    /** Whatever the order's thread waits for here fails from now on. Any thread; never blocks. */
    private void sever() {
        Socket last;
        synchronized (this) {
            closed = true;
            last = socket;
        }
        if (last != null) {
            try {
                last.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        }
    }

    /** Nothing more is wanted of it. For the order's thread. */
    @Override
    public void close() {
        deadline.cancel(false);
        line.letGo();
        sever();
    }
}
