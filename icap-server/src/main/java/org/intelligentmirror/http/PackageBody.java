package org.intelligentmirror.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;
import java.util.Optional;
import org.intelligentmirror.policy.ByteRange;
import org.intelligentmirror.policy.Selection;

/**
 * The body of an answer that is a package or parts of it, each by sendfile.
 *
 * @param frame what stands around several parts
 */
record PackageBody(Answer.Blob blob, List<ByteRange> parts, Optional<Multipart> frame) {
    /** The body of {@code blob}; gives {@code response} its status and the fields that tell of the body. */
    static PackageBody of(Answer.Blob blob, HttpResponse response) {
        long length = blob.bytes().length();
        if (!(blob.selection() instanceof Selection.Parts selected)) {
            HttpUtil.setContentLength(response, length);
            List<ByteRange> all = length == 0 ? List.of() : List.of(new ByteRange(0, length - 1));
            return new PackageBody(blob, all, Optional.empty());
        }
        List<ByteRange> parts = selected.parts();
        response.setStatus(HttpResponseStatus.PARTIAL_CONTENT);
        if (parts.size() == 1) {
            HttpUtil.setContentLength(response, parts.get(0).length());
            response.headers().set(HttpHeaderNames.CONTENT_RANGE, Multipart.contentRange(parts.get(0), length));
            return new PackageBody(blob, parts, Optional.empty());
        }
        Multipart frame = Multipart.of(
                blob.bytes().mark(),
                parts,
                length,
                Optional.ofNullable(response.headers().get(HttpHeaderNames.CONTENT_TYPE)));
        HttpUtil.setContentLength(response, frame.length());
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, frame.contentType());
        return new PackageBody(blob, parts, Optional.of(frame));
    }

    /** Writes all of the answer; the future is that of its end. Takes the package over. */
    // A write that fails closes the channel, or fails the future of the answer's end.
    @SuppressWarnings("FutureReturnValueIgnored")
    ChannelFuture write(ChannelHandlerContext ctx, HttpResponse response, boolean headOnly) {
        ctx.write(response);
        if (headOnly || parts.isEmpty()) {
            blob.discard();
        } else if (blob.bytes() instanceof PackageBytes.Arriving arriving) {
            return ArrivingBody.write(ctx, this, arriving.joiner());
        } else if (blob.bytes() instanceof PackageBytes.Stored here) {
            FilePart.Shared file = new FilePart.Shared(here.stored(), parts.size(), blob.sent());
            for (int i = 0; i < parts.size(); i++) {
                writeHead(ctx, i);
                // Owned by the pipeline from here: released when it is sent, or when the connection is gone.
                ctx.write(new FilePart(file, parts.get(i)));
            }
            writeTail(ctx);
        }
        return ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    /** Writes what stands before this part. */
    void writeHead(ChannelHandlerContext ctx, int part) {
        frame.ifPresent(around -> content(ctx, around.partHeads().get(part)));
    }

    /** Writes what stands after the last part. */
    void writeTail(ChannelHandlerContext ctx) {
        frame.ifPresent(around -> content(ctx, around.tail()));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // as above
    private static void content(ChannelHandlerContext ctx, byte[] bytes) {
        ctx.write(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes)));
    }
}
