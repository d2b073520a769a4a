package org.intelligentmirror.icap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToMessageEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Turns {@link IcapResponse}, {@link IcapChunk}, {@link IcapFileChunk}, {@link IcapLongChunk} and {@link IcapLastChunk}
 * into bytes and file regions. Bodies are passed on, never copied. Stateless: the order of the parts is the writer's
 * business.
 */
public final class IcapResponseEncoder extends MessageToMessageEncoder<Object> {
    private static final ByteBuf CRLF = constant("\r\n");
    private static final ByteBuf LAST_CHUNK = constant("0\r\n\r\n");
    private static final int HEAD_ESTIMATE_BYTES = 320;

    /** An encoder for one connection. */
    public IcapResponseEncoder() {
        super(Object.class);
    }

    @Override
    public boolean acceptOutboundMessage(Object message) {
        return message instanceof IcapResponse
                || message instanceof IcapChunk
                || message instanceof IcapFileChunk
                || message instanceof IcapLongChunk
                || message instanceof IcapLastChunk;
    }

    @Override
    protected void encode(ChannelHandlerContext ctx, Object message, List<Object> out) {
        if (message instanceof IcapResponse head) {
            out.add(encodeHead(ctx.alloc(), head));
        } else if (message instanceof IcapChunk chunk) {
            out.add(sizeLine(ctx.alloc(), chunk.content().readableBytes()));
            out.add(chunk.content().retain());
            out.add(CRLF.duplicate());
        } else if (message instanceof IcapFileChunk file) {
            out.add(sizeLine(ctx.alloc(), file.region().count()));
            out.add(file.region().retain());
            out.add(CRLF.duplicate());
        } else if (message instanceof IcapLongChunk.Begin begin) {
            out.add(sizeLine(ctx.alloc(), begin.size()));
        } else if (message instanceof IcapLongChunk.End) {
            out.add(CRLF.duplicate());
        } else {
            out.add(LAST_CHUNK.duplicate());
        }
    }

    private static ByteBuf encodeHead(ByteBufAllocator alloc, IcapResponse head) {
        int requestBytes = head.httpRequest().map(raw -> raw.length).orElse(0);
        int responseBytes = head.httpResponse().map(raw -> raw.length).orElse(0);
        ByteBuf out = alloc.ioBuffer(HEAD_ESTIMATE_BYTES + requestBytes + responseBytes);
        ascii(out, "ICAP/1.0 ");
        ascii(out, Integer.toString(head.status().code()));
        ascii(out, " ");
        ascii(out, head.status().phrase());
        ascii(out, "\r\n");
        for (IcapResponse.Field field : head.fields()) {
            ascii(out, field.name());
            ascii(out, ": ");
            ascii(out, field.value());
            ascii(out, "\r\n");
        }
        if (head.status() != IcapStatus.CONTINUE) {
            encapsulated(out, head, requestBytes, responseBytes);
        }
        ascii(out, "\r\n");
        head.httpRequest().ifPresent(out::writeBytes);
        head.httpResponse().ifPresent(out::writeBytes);
        return out;
    }

    private static void encapsulated(ByteBuf out, IcapResponse head, int requestBytes, int responseBytes) {
        ascii(out, "Encapsulated: ");
        if (requestBytes > 0) {
            ascii(out, "req-hdr=0, ");
        }
        if (responseBytes > 0) {
            ascii(out, "res-hdr=" + requestBytes + ", ");
        }
        String body = switch (head.body()) {
            case NONE -> "null-body";
            case REQUEST -> "req-body";
            case RESPONSE -> "res-body";
        };
        ascii(out, body + "=" + (requestBytes + responseBytes) + "\r\n");
    }

    private static ByteBuf sizeLine(ByteBufAllocator alloc, long size) {
        ByteBuf out = alloc.ioBuffer(18);
        ascii(out, Long.toHexString(size));
        ascii(out, "\r\n");
        return out;
    }

    private static void ascii(ByteBuf out, String text) {
        ByteBufUtil.writeAscii(out, text);
    }

    private static ByteBuf constant(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return Unpooled.unreleasableBuffer(
                Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
    }
}
