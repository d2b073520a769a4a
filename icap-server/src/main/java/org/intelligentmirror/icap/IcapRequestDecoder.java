package org.intelligentmirror.icap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into {@link IcapRequest}, {@link IcapChunk}, {@link IcapPreviewEnd}, {@link IcapBodyEnd} and, once at the
 * most, {@link IcapMalformed}.
 *
 * <p>One request at a time: after {@code IcapBodyEnd} nothing more is decoded until {@link #nextRequest}, and after
 * {@code IcapPreviewEnd} until that or {@link #continueBody}. Bytes that arrive in the meantime wait, and past
 * {@link IcapLimits#pipelinedBytes} reading stops.
 *
 * <pre>
 *   LINE → FIELDS → HEADS ─(no body)──────────────────────────────→ WAIT_NEXT → LINE
 *                     └→ CHUNK_LINE → CHUNK_DATA → CHUNK_END ┐          ↑
 *                            ↑ └──── size 0 ──→ TRAILERS ────│── end ───┤
 *                            └───────────────────────────────┘          │
 *                        TRAILERS ─(end of preview)→ WAIT_CONTINUE ─────┘ or CHUNK_LINE
 *   anywhere → DISCARD
 * </pre>
 *
 * Used by one event loop. Body bytes are slices of what was read, never copies.
 */
public final class IcapRequestDecoder extends ByteToMessageDecoder {
    private enum State {
        LINE,
        FIELDS,
        HEADS,
        CHUNK_LINE,
        CHUNK_DATA,
        CHUNK_END,
        TRAILERS,
        WAIT_CONTINUE,
        WAIT_NEXT,
        DISCARD
    }

    private final IcapLimits limits;
    private final RequestHeadParser parser;
    private final CrlfScanner scanner = new CrlfScanner();
    private State state = State.LINE;
    private int emptyLines;
    private RequestHeadParser.@Nullable RequestLine line;
    private @Nullable HeaderFields fields;
    private Encapsulated encapsulated = Encapsulated.NOTHING;
    private boolean inPreview;
    private long previewLeft;
    private long chunkLeft;
    private boolean ieof;
    private @Nullable ChannelHandlerContext context;

    /** A decoder for one connection. */
    public IcapRequestDecoder(IcapLimits limits) {
        this.limits = limits;
        this.parser = new RequestHeadParser(limits);
    }

    /** Goes on with the body behind a preview; to be called once 100 Continue is written. */
    public void continueBody() {
        requireState(State.WAIT_CONTINUE);
        inPreview = false;
        state = State.CHUNK_LINE;
        resume();
    }

    /** Goes on with the next request; to be called once the answer to this one is written. */
    public void nextRequest() {
        if (state != State.WAIT_CONTINUE) {
            requireState(State.WAIT_NEXT);
        }
        emptyLines = 0;
        state = State.LINE;
        resume();
    }

    /** Whether some but not all bytes of a request head are here. */
    public boolean isInsideHead() {
        return state == State.FIELDS || state == State.HEADS || (state == State.LINE && actualReadableBytes() > 0);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        context = null;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            switch (state) {
                case LINE -> decodeLine(in);
                case FIELDS -> decodeFields(in, out);
                case HEADS -> decodeHeads(in, out);
                case CHUNK_LINE -> decodeChunkLine(in);
                case CHUNK_DATA -> decodeChunkData(in, out);
                case CHUNK_END -> decodeChunkEnd(in);
                case TRAILERS -> decodeTrailers(in, out);
                case WAIT_CONTINUE, WAIT_NEXT -> {
                    if (in.readableBytes() > limits.pipelinedBytes()) {
                        ReadGate.of(ctx.channel()).hold(ReadGate.Holder.PIPELINE);
                    }
                }
                case DISCARD -> in.skipBytes(in.readableBytes());
            }
        } catch (IcapProtocolException e) {
            state = State.DISCARD;
            in.skipBytes(in.readableBytes());
            out.add(new IcapMalformed(e.status(), String.valueOf(e.getMessage())));
        }
    }

    /** A peer that sends no more may still wait for answers: the base class would throw away its later requests. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            ctx.fireUserEventTriggered(event);
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    /** The connection is gone: what is left over is no message. */
    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        in.skipBytes(in.readableBytes());
    }

    private void decodeLine(ByteBuf in) throws IcapProtocolException {
        String text = readLine(in, limits.requestLineBytes(), "request line");
        if (text == null) {
            return;
        }
        if (text.isEmpty()) {
            if (++emptyLines > limits.leadingEmptyLines()) {
                throw IcapProtocolException.bad("more than " + limits.leadingEmptyLines() + " empty lines");
            }
            return;
        }
        line = RequestHeadParser.requestLine(text);
        state = State.FIELDS;
    }

    private void decodeFields(ByteBuf in, List<Object> out) throws IcapProtocolException {
        byte[] block = readBlock(in, "header block");
        if (block != null && line != null) {
            fields = parser.fields(block);
            encapsulated = parser.encapsulated(line.method(), fields);
            state = State.HEADS;
            // There may be no heads at all, and then no more bytes that would call for decoding.
            decodeHeads(in, out);
        }
    }

    private void decodeHeads(ByteBuf in, List<Object> out) throws IcapProtocolException {
        if (in.readableBytes() < encapsulated.headBytes() || line == null || fields == null) {
            return;
        }
        byte[] heads = new byte[encapsulated.headBytes()];
        in.readBytes(heads);
        IcapRequest request = parser.request(line, fields, encapsulated, heads);
        line = null;
        fields = null;
        out.add(request);
        if (!request.hasBody()) {
            out.add(IcapBodyEnd.PLAIN);
            state = State.WAIT_NEXT;
            return;
        }
        inPreview = request.preview().isPresent();
        previewLeft = request.preview().orElse(0);
        ieof = false;
        state = State.CHUNK_LINE;
    }

    private void decodeChunkLine(ByteBuf in) throws IcapProtocolException {
        String text = readLine(in, limits.chunkLineBytes(), "chunk line");
        if (text == null) {
            return;
        }
        ChunkLine chunk = ChunkLine.parse(text);
        if (chunk.size() == 0) {
            ieof = inPreview && chunk.ieof();
            state = State.TRAILERS;
            return;
        }
        if (inPreview && chunk.size() > previewLeft) {
            throw IcapProtocolException.bad("more bytes in the preview than announced");
        }
        previewLeft -= inPreview ? chunk.size() : 0;
        chunkLeft = chunk.size();
        state = State.CHUNK_DATA;
    }

    private void decodeChunkData(ByteBuf in, List<Object> out) {
        int length = (int) Math.min(chunkLeft, in.readableBytes());
        if (length == 0) {
            return;
        }
        out.add(new IcapChunk(in.readRetainedSlice(length)));
        chunkLeft -= length;
        if (chunkLeft == 0) {
            state = State.CHUNK_END;
        }
    }

    private void decodeChunkEnd(ByteBuf in) throws IcapProtocolException {
        if (in.readableBytes() < 2) {
            return;
        }
        if (in.readByte() != '\r' || in.readByte() != '\n') {
            throw IcapProtocolException.bad("a chunk that does not end where its size says");
        }
        state = State.CHUNK_LINE;
    }

    private void decodeTrailers(ByteBuf in, List<Object> out) throws IcapProtocolException {
        byte[] block = readBlock(in, "trailer block");
        if (block == null) {
            return;
        }
        HeaderFields trailers = parser.fields(block);
        if (inPreview && !ieof) {
            state = State.WAIT_CONTINUE;
            out.add(IcapPreviewEnd.INSTANCE);
        } else {
            state = State.WAIT_NEXT;
            out.add(ieof || trailers.size() > 0 ? new IcapBodyEnd(ieof, trailers) : IcapBodyEnd.PLAIN);
        }
    }

    private @Nullable String readLine(ByteBuf in, int maxBytes, String what) throws IcapProtocolException {
        int length = scanner.line(in, maxBytes, what);
        if (length < 0) {
            return null;
        }
        String text = in.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
        in.skipBytes(2);
        return text;
    }

    private byte @Nullable [] readBlock(ByteBuf in, String what) throws IcapProtocolException {
        int length = scanner.block(in, limits.headBytes(), what);
        if (length < 0) {
            return null;
        }
        byte[] block = new byte[length];
        in.readBytes(block);
        return block;
    }

    private void resume() {
        ChannelHandlerContext ctx = context;
        if (ctx == null) {
            return;
        }
        ReadGate.of(ctx.channel()).release(ReadGate.Holder.PIPELINE);
        if (actualReadableBytes() > 0) {
            try {
                // The base class queues this when it is called from within its own decoding loop.
                channelRead(ctx, Unpooled.EMPTY_BUFFER);
            } catch (Exception e) {
                ctx.fireExceptionCaught(e);
            }
        }
    }

    private void requireState(State expected) {
        if (state != expected) {
            throw new IllegalStateException("decoder is in " + state + ", not " + expected);
        }
    }
}
