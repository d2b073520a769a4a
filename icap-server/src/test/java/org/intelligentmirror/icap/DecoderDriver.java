package org.intelligentmirror.icap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Feeds a decoder and writes down what it says, body pieces joined, so that it does not depend on how bytes arrive. */
class DecoderDriver implements AutoCloseable {
    private final StringBuilder events = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private final IcapRequestDecoder decoder;
    private final EmbeddedChannel channel;
    private final boolean continuesPreviews;

    DecoderDriver(IcapLimits limits, boolean continuesPreviews) {
        this.decoder = new IcapRequestDecoder(limits);
        this.continuesPreviews = continuesPreviews;
        this.channel = new EmbeddedChannel(decoder, new Recorder());
    }

    void feed(byte[] wire, int from, int to) {
        // A buffer of exactly these bytes, so that a decoder that looks further fails.
        ByteBuf bytes = channel.alloc().directBuffer(Math.max(1, to - from));
        bytes.writeBytes(wire, from, to - from);
        channel.writeInbound(bytes);
    }

    void feed(String ascii) {
        byte[] bytes = ascii.getBytes(StandardCharsets.ISO_8859_1);
        feed(bytes, 0, bytes.length);
    }

    IcapRequestDecoder decoder() {
        return decoder;
    }

    EmbeddedChannel channel() {
        return channel;
    }

    /** A request has ended. */
    void onEnd() {
        decoder.nextRequest();
    }

    String events() {
        return events.toString().trim();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }

    private final class Recorder extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof IcapChunk chunk) {
                body.append(chunk.content().toString(StandardCharsets.ISO_8859_1));
                chunk.release();
                return;
            }
            if (body.length() > 0) {
                line("body " + body);
                body.setLength(0);
            }
            if (message instanceof IcapRequest request) {
                head(request);
            } else if (message instanceof IcapPreviewEnd) {
                line("preview-end");
                if (continuesPreviews) {
                    decoder.continueBody();
                } else {
                    decoder.nextRequest();
                }
            } else if (message instanceof IcapBodyEnd end) {
                line("end" + (end.ieof() ? " ieof" : "")
                        + (end.trailers().size() > 0 ? " trailers=" + end.trailers() : ""));
                onEnd();
            } else if (message instanceof IcapMalformed malformed) {
                line("malformed " + malformed.status().code() + " " + malformed.why());
            }
        }

        private void head(IcapRequest request) {
            line(request.method() + " " + request.servicePath()
                    + (request.hasBody() ? " body" : "")
                    + (request.preview().isPresent()
                            ? " preview=" + request.preview().getAsInt()
                            : "")
                    + (request.allow204() ? " allow-204" : "")
                    + (request.close() ? " close" : ""));
            http(request.httpRequest());
            http(request.httpResponse());
        }

        private void http(Optional<HttpHead> head) {
            if (head.isEmpty()) {
                return;
            }
            if (head.get() instanceof HttpHead.Request request) {
                line("  " + request.method() + " " + request.target() + " " + request.headers());
            } else if (head.get() instanceof HttpHead.Response response) {
                line("  " + response.status() + " " + response.headers());
            } else {
                line("  unreadable " + head.get().raw().length);
            }
        }

        private void line(String text) {
            events.append(text).append('\n');
        }
    }
}
